import { describe, expect, test } from 'vitest';
import { sampleTool } from '../../../fakes/sample-tools.ts';
import { approve, asked, deny, hourMs, runActions } from './actions-scene.ts';

describe('the owner’s yes', () => {
  test('has it done, once, with the arguments that were asked about', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);

    await scene.actions.answer({ id, ...approve });
    await scene.actions.idle();

    expect(runs).toMatchObject([{ args: { to: 'Anna' }, context: { actionId: id } }]);
    expect(scene.states).toEqual(['pending', 'approved', 'running', 'done']);
    expect(await scene.ledger.readAction({ id })).toMatchObject({
      ...{ state: 'done', decidedVia: 'window', decidedBy: 'owner', result: 'Sent to Anna.' },
    });
  });

  test('and no at the same instant: the first counts, the other is told which it was', async () => {
    for (const first of [approve, deny]) {
      const { tool, runs } = sampleTool();
      const scene = runActions([tool]);
      const { id } = await asked(scene);
      const second = first === approve ? deny : approve;

      const [one, other] = await Promise.allSettled([
        scene.actions.answer({ id, ...first }),
        scene.actions.answer({ id, ...second }),
      ]);
      await scene.actions.idle();

      expect(one.status).toBe('fulfilled');
      expect(other).toMatchObject({ reason: { code: 'ACTION_DECIDED' } });
      expect(runs).toHaveLength(first === approve ? 1 : 0);
    }
  });

  test('on two channels at once has it done once', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);

    const both = await Promise.allSettled([
      scene.actions.answer({ id, ...approve }),
      scene.actions.answer({ id, verdict: 'approve', via: 'carbonvoice-reply' }),
    ]);
    await scene.actions.idle();

    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(runs).toHaveLength(1);
  });

  test('counts once: a second one does nothing', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);
    await scene.actions.answer({ id, ...approve });
    await scene.actions.idle();

    await expect(scene.actions.answer({ id, ...approve })).rejects.toThrow(
      'The owner approved it already, in the window.',
    );
    await scene.actions.idle();

    expect(runs).toHaveLength(1);
  });

  test('does nothing for a tool that is gone, or whose arguments no longer fit', async () => {
    const { tool } = sampleTool();
    const scene = runActions([tool]);
    const gone = await asked(scene);
    const later = runActions([], { ledger: scene.ledger, clock: scene.clock });
    await later.actions.answer({ id: gone.id, ...approve });
    await later.actions.idle();
    expect(await scene.ledger.readAction({ id: gone.id })).toMatchObject({
      ...{ state: 'failed', result: 'There is no tool send_text_message any more.' },
    });

    const other = await asked(scene);
    const strict = { ...tool, schema: tool.schema.refine(() => false, 'Not any more.') };
    const newer = runActions([strict], { ledger: scene.ledger, clock: scene.clock });
    await newer.actions.answer({ id: other.id, ...approve });
    await newer.actions.idle();
    expect((await scene.ledger.readAction({ id: other.id })).result).toContain('Not any more.');
  });

  test('does nothing where the settings have come to deny it', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);
    const policies = { send_text_message: 'deny' } as const;
    const later = runActions([tool], { ledger: scene.ledger, clock: scene.clock, policies });

    await later.actions.answer({ id, ...approve });
    await later.actions.idle();

    expect(runs).toEqual([]);
    expect((await scene.ledger.readAction({ id })).state).toBe('failed');
  });

  test('does nothing when it could not be kept, and can be given again', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);
    scene.ledger.failNext('decideAction');

    await expect(scene.actions.answer({ id, ...approve })).rejects.toThrow('disk is full');
    await scene.actions.idle();
    expect(runs).toEqual([]);

    await scene.actions.answer({ id, ...approve });
    await scene.actions.idle();
    expect(runs).toHaveLength(1);
  });
});

describe('the owner’s no', () => {
  test('ends it', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);

    await scene.actions.answer({ id, ...deny });
    await scene.actions.idle();

    expect(runs).toEqual([]);
    expect(scene.states).toEqual(['pending', 'denied']);
    expect(await scene.ledger.openActions()).toEqual([]);
  });

  test('is what no answer means', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);

    scene.clock.advance(hourMs);
    await expect.poll(() => scene.states).toEqual(['pending', 'expired']);

    await expect(scene.actions.answer({ id, ...approve })).rejects.toThrow('It has expired');
    expect(runs).toEqual([]);
    expect(await scene.ledger.readAction({ id })).toMatchObject({
      ...{ decidedVia: 'time', decidedBy: null },
    });
  });

  test('is what a yes comes to that the timer slept through', async () => {
    const { tool, runs } = sampleTool();
    const scene = runActions([tool]);
    const { id } = await asked(scene);
    scene.clock.setNow(scene.clock.now() + 2 * hourMs);

    await expect(scene.actions.answer({ id, ...approve })).rejects.toThrow('It has expired');
    await scene.actions.idle();

    expect(runs).toEqual([]);
  });
});
