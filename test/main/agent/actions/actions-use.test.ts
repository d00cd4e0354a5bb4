import { describe, expect, test } from 'vitest';
import { actionsScene, expireAfterMs } from './hard-scene.ts';

const yes = { id: 'action-1', verdict: 'approve', via: 'window' } as const;

describe('the use of a tool', () => {
  test('is not begun when the turn ended while it was summed up', async () => {
    const turn = new AbortController();
    const summarize = () => {
      turn.abort(new DOMException('over', 'AbortError'));
      return 'Send a text to Anna.';
    };
    const { actions, use, ledger } = actionsScene({ summarize });
    await expect(actions.use(use(), turn.signal)).rejects.toThrow('over');
    expect(await ledger.openActions()).toEqual([]);
  });

  test('is not begun when the turn ended while it was written down', async () => {
    const turn = new AbortController();
    const { actions, use, ledger, runs, read } = actionsScene({ effect: 'keeps' });
    const { addAction } = ledger;
    ledger.addAction = async (action) => {
      const kept = await addAction(action);
      turn.abort(new DOMException('over', 'AbortError'));
      return kept;
    };
    await expect(actions.use(use(), turn.signal)).rejects.toThrow('over');
    await actions.idle();
    expect(runs).toEqual([]);
    expect(await read()).toMatchObject({ state: 'failed' });
  });

  test('goes on to its end when the turn ends meanwhile', async () => {
    const turn = new AbortController();
    const go = Promise.withResolvers<{ readonly text: string }>();
    const { actions, use, read } = actionsScene({ effect: 'keeps', run: () => go.promise });
    const begun = () => turn.abort(new DOMException('over', 'AbortError'));
    await expect(actions.use(use({ begun }), turn.signal)).rejects.toThrow('over');
    go.resolve({ text: 'Kept.' });
    await actions.idle();
    expect(await read()).toMatchObject({ state: 'done', result: 'Kept.' });
  });

  test('that cannot be written down does not act, and one that only reads does', async () => {
    for (const effect of ['keeps', 'leaves', 'reads'] as const) {
      const scene = actionsScene({ effect });
      scene.ledger.failNext('addAction');
      const used = await scene.ask();
      expect(scene.runs).toHaveLength(effect === 'reads' ? 1 : 0);
      expect(used.type).toBe(effect === 'reads' ? 'done' : 'refused');
    }
  });

  test('is told as done although that cannot be written down just now', async () => {
    const scene = actionsScene({ effect: 'keeps' });
    scene.ledger.failNext('endAction');
    expect(await scene.ask()).toMatchObject({ type: 'done' });
    await scene.clock.advanceAsync(2000);
    expect((await scene.read()).state).toBe('done');
  });

  test('in a turn that is run anew is not made a second time', async () => {
    const keeping = actionsScene({ effect: 'keeps' });
    await keeping.ask();
    await keeping.actions.idle();
    const again = await keeping.ask();
    expect(keeping.runs).toHaveLength(1);
    expect(again).toMatchObject({ type: 'done', outcome: { text: 'Sent to Anna.' } });

    const asking = actionsScene();
    await asking.ask();
    expect(await asking.ask()).toMatchObject({ type: 'asked', action: { id: 'action-1' } });
    await asking.actions.answer({ ...yes, verdict: 'deny' });
    expect(await asking.ask()).toMatchObject({ type: 'refused' });
    expect(await asking.ledger.listActions({ before: null, limit: 9 })).toHaveLength(1);
  });

  test('that only looks, and waits for a yes, is not asked for a second time either', async () => {
    const scene = actionsScene({ effect: 'fetches', mustAsk: () => true });
    await scene.ask();
    await scene.actions.answer(yes);
    await scene.actions.idle();
    const before = scene.states.length;
    expect(await scene.ask()).toMatchObject({ type: 'done', outcome: { text: 'Sent to Anna.' } });
    expect(scene.states.slice(before)).toEqual([]);
  });

  test('is a new one where nothing came of the first', async () => {
    const scene = actionsScene();
    await scene.ask();
    await scene.clock.advanceAsync(expireAfterMs);
    const used = await scene.ask();
    expect(used).toMatchObject({ type: 'asked', action: { state: 'pending' } });
    expect(await scene.ledger.listActions({ before: null, limit: 9 })).toHaveLength(2);
  });
});
