import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NetworkError, RefusedError } from '../../../../shared/errors.ts';
import { actionsScene, expireAfterMs, rest } from './hard-scene.ts';

const yes = { id: 'action-1', verdict: 'approve', via: 'window' } as const;

describe('the answer to an action', () => {
  test('of two at the same instant is the first, and it is done once', async () => {
    const { ask, actions, runs, read } = actionsScene();
    await ask();

    const answers = await Promise.allSettled([
      actions.answer(yes),
      actions.answer({ ...yes, via: 'command' }),
      actions.answer({ ...yes, verdict: 'deny', via: 'carbonvoice-reply' }),
    ]);
    await actions.idle();

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(runs).toHaveLength(1);
    expect(await read()).toMatchObject({
      ...{ state: 'done', decidedVia: 'window', decidedBy: 'owner', result: 'Sent to Anna.' },
    });
  });

  test('tells whoever comes second who decided and where', async () => {
    const { ask, actions } = actionsScene();
    await ask();
    await actions.answer({ ...yes, verdict: 'deny', via: 'carbonvoice-reply' });

    await expect(actions.answer(yes)).rejects.toMatchObject({
      code: 'ACTION_DECIDED',
      message: 'The owner denied it already, by a Carbon Voice reply.',
    });
  });

  test('serves once, also after it is done', async () => {
    const { ask, actions, runs } = actionsScene();
    await ask();
    await actions.answer(yes);
    await actions.idle();

    await expect(actions.answer(yes)).rejects.toThrow(RefusedError);
    await actions.takeUp();
    await actions.idle();
    expect(runs).toHaveLength(1);
  });

  test('to what nobody asked for is refused', async () => {
    const { actions } = actionsScene();
    await expect(actions.answer(yes)).rejects.toMatchObject({ code: 'STORE_NO_ACTION' });
  });

  test('comes too late when its time is over', async () => {
    const { ask, actions, clock, read, states } = actionsScene();
    await ask();
    await clock.advanceAsync(expireAfterMs);

    await expect(actions.answer(yes)).rejects.toThrow('It has expired');
    expect(await read()).toMatchObject({ state: 'expired', decidedVia: 'time', decidedBy: null });
    expect(states).toEqual(['pending', 'expired']);
  });

  test('comes too late although the timer is late, as after sleep', async () => {
    const { ask, actions, clock, read, runs } = actionsScene();
    await ask();
    clock.setNow(clock.now() + expireAfterMs);

    await expect(actions.answer(yes)).rejects.toThrow('It has expired');
    expect(runs).toEqual([]);
    expect((await read()).state).toBe('expired');
  });

  test('is no earlier too late because the clock was set back', async () => {
    const { ask, actions, clock, read } = actionsScene();
    await ask();
    clock.setNow(clock.now() - 10 * expireAfterMs);
    await clock.advanceAsync(expireAfterMs);
    await actions.answer(yes);
    await actions.idle();
    expect((await read()).state).toBe('done');
  });

  test('that cannot be kept leaves it pending', async () => {
    const { ask, actions, ledger, read, runs } = actionsScene();
    await ask();
    ledger.failNext('decideAction');

    await expect(actions.answer(yes)).rejects.toThrow('The disk is full.');
    expect((await read()).state).toBe('pending');
    await actions.answer(yes);
    await actions.idle();
    expect(runs).toHaveLength(1);
  });
});

describe('what was approved', () => {
  test('fails in a sentence when its check is given up by something else than the end of the app', async () => {
    let isLate = false;
    const check = () => {
      if (isLate) throw new DOMException('given up', 'AbortError');
    };
    const { ask, actions, read } = actionsScene({ check });
    await ask();
    isLate = true;
    await actions.answer(yes);
    await actions.idle();
    expect((await read()).state).toBe('failed');
  });

  test('is done although the data file takes nothing for a while, once', async () => {
    const { ask, actions, ledger, clock, read, runs } = actionsScene();
    await ask();
    ledger.failNext('startAction');
    ledger.failNext('endAction');
    ledger.failNext('endAction');
    await actions.answer(yes);
    for (let round = 0; round < 5; round += 1) await clock.advanceAsync(10_000);
    await actions.idle();

    expect(runs).toHaveLength(1);
    expect((await read()).state).toBe('done');
  });

  test.each([
    ['its tool is gone', 'There is no tool send_text_message any more.'],
    ['its arguments do not fit any more', 'do not fit: to'],
    ['the settings deny it meanwhile', 'do not allow send_text_message any more'],
    ['it cannot be done any more', 'Anna is gone.'],
    ['it would be something else', 'Now it would be: Send a text to everybody.'],
  ])('is not done when %s, and that is told', async (name, told) => {
    const { ask, actions, tools, policies, read, runs } = actionsScene();
    await ask();
    const [tool] = tools.splice(0);
    if (!tool) throw new Error('there is one');
    if (!name.includes('gone')) tools.push(tool);
    if (name.includes('fit')) tools[0] = { ...tool, schema: z.strictObject({ to: z.number() }) };
    if (name.includes('settings')) policies['send_text_message'] = 'deny';
    if (name.includes('cannot')) {
      const check = () => {
        throw new RefusedError('GONE', 'Anna is gone.');
      };
      tools[0] = { ...tool, check };
    }
    if (name.includes('else')) tools[0] = { ...tool, summarize: () => 'Send a text to everybody.' };
    await actions.answer(yes);
    await actions.idle();

    expect(runs).toEqual([]);
    expect(await read()).toMatchObject({ state: 'failed', result: expect.stringContaining(told) });
  });

  test('fails in a sentence, and is not tried again', async () => {
    const run = () => Promise.reject(new RefusedError('NO', 'That number is not served.'));
    const { ask, actions, read } = actionsScene({ run });
    await ask();
    await actions.answer(yes);
    await actions.idle();
    expect(await read()).toMatchObject({ state: 'failed', result: 'That number is not served.' });
  });

  test.each([
    ['the answer was lost', new NetworkError('LOST', 'The answer was lost.')],
    ['it failed in a way that nobody knows', new TypeError('x is not a function')],
  ])('may be done all the same when %s', async (_name, error) => {
    const { ask, actions, read } = actionsScene({ run: () => Promise.reject(error) });
    await ask();
    await actions.answer(yes);
    await actions.idle();
    expect(await read()).toMatchObject({
      ...{ state: 'unknown', result: expect.stringContaining('may have been done all the same') },
    });
  });
});

describe('after the app ended', () => {
  test('what was approved and not begun is done once', async () => {
    const scene = actionsScene();
    await scene.ask();
    await scene.ledger.decideAction({
      ...{ id: 'action-1', state: 'approved', at: scene.clock.now(), via: 'window', by: 'owner' },
    });

    const second = scene.open();
    await second.actions.takeUp();
    await second.actions.takeUp();
    await second.actions.idle();

    expect(scene.runs).toMatchObject([{ args: { to: 'Anna' }, context: { actionId: 'action-1' } }]);
    expect((await scene.read()).state).toBe('done');
  });

  test('what was approved long ago is not done but told', async () => {
    const scene = actionsScene();
    await scene.ask();
    const at = scene.clock.now();
    await scene.ledger.decideAction({
      ...{ id: 'action-1', state: 'approved', at, via: 'window', by: 'owner' },
    });
    scene.clock.setNow(at + 2 * expireAfterMs);

    const { actions } = scene.open();
    await actions.takeUp();
    await actions.idle();

    expect(scene.runs).toEqual([]);
    expect(await scene.read()).toMatchObject({
      ...{ state: 'failed', result: expect.stringContaining('too long ago') },
    });
  });

  test('what was being done is unknown, or done again where that is safe', async () => {
    for (const repeatable of [false, true]) {
      const hanging = actionsScene({ run: () => new Promise(() => {}), repeatable });
      await hanging.ask();
      await hanging.actions.answer(yes);
      await rest();
      expect((await hanging.read()).state).toBe('running');
      hanging.end();

      const next = actionsScene({ repeatable }, hanging.ledger);
      await next.actions.takeUp();
      await next.actions.idle();
      expect((await next.read()).state).toBe(repeatable ? 'done' : 'unknown');
      expect(next.runs).toHaveLength(repeatable ? 1 : 0);
    }
  });

  test('what is repeatable is not repeated once the settings deny it', async () => {
    const hanging = actionsScene({ run: () => new Promise(() => {}), repeatable: true });
    await hanging.ask();
    await hanging.actions.answer(yes);
    await rest();
    hanging.end();

    const next = actionsScene({ repeatable: true }, hanging.ledger);
    next.policies['send_text_message'] = 'deny';
    await next.actions.takeUp();
    await next.actions.idle();
    expect(next.runs).toEqual([]);
    expect((await next.read()).state).toBe('unknown');
  });

  test('what waits goes on waiting, or has expired', async () => {
    const scene = actionsScene();
    await scene.ask();
    scene.end();
    const { actions } = scene.open();
    await actions.takeUp();
    await scene.clock.advanceAsync(expireAfterMs - 1);
    expect((await scene.read()).state).toBe('pending');
    await scene.clock.advanceAsync(1);
    expect((await scene.read()).state).toBe('expired');
  });

  test('what this run does already is not taken for what an earlier one left', async () => {
    const { ask, actions, read, runs } = actionsScene();
    await ask();
    const answered = actions.answer(yes);
    await Promise.all([answered, actions.takeUp()]);
    await actions.idle();
    expect((await read()).state).toBe('done');
    expect(runs).toHaveLength(1);
  });
});
