import { describe, expect, test } from 'vitest';
import { NetworkError, RefusedError } from '../../../../shared/errors.ts';
import { sampleTool } from '../../../fakes/sample-tools.ts';
import { asked, hourMs, runActions } from './actions-scene.ts';

describe('an app that ended in the midst', () => {
  test('asks on for what waited, and has it expire in its time', async () => {
    const { tool } = sampleTool();
    const before = runActions([tool]);
    const { id } = await asked(before);
    before.die();
    const { ledger, clock } = before;
    const after = runActions([tool], { ledger, clock });

    await after.actions.takeUp();
    clock.advance(hourMs);

    await expect.poll(async () => (await ledger.readAction({ id })).state).toBe('expired');
  });

  test('between the yes and the doing: does it, once', async () => {
    const { tool, runs } = sampleTool();
    const before = runActions([tool]);
    const { id } = await asked(before);
    before.die();
    const { ledger, clock } = before;
    const at = clock.now();
    await ledger.decideAction({ id, state: 'approved', at, via: 'window', by: 'owner' });
    const after = runActions([tool], { ledger, clock });

    await Promise.all([after.actions.takeUp(), after.actions.takeUp()]);
    await after.actions.idle();

    expect(runs).toHaveLength(1);
    expect((await ledger.readAction({ id })).state).toBe('done');
  });

  test('while it was being done: does not do it again, and says so', async () => {
    const { tool, runs } = sampleTool();
    const before = runActions([tool]);
    const { id } = await asked(before);
    const { ledger, clock } = before;
    const at = clock.now();
    await ledger.decideAction({ id, state: 'approved', at, via: 'window', by: 'owner' });
    await ledger.startAction({ id, at });
    const after = runActions([tool], { ledger, clock });

    await after.actions.takeUp();
    await after.actions.idle();

    expect(runs).toEqual([]);
    expect(await ledger.readAction({ id })).toMatchObject({
      ...{ state: 'unknown', result: expect.stringContaining('not known') },
    });
  });

  test('does again what is safe to repeat, under the same key', async () => {
    const { tool, runs } = sampleTool({ repeatable: true });
    const before = runActions([tool]);
    const { id } = await asked(before);
    const { ledger, clock } = before;
    const at = clock.now();
    await ledger.decideAction({ id, state: 'approved', at, via: 'window', by: 'owner' });
    await ledger.startAction({ id, at });

    const after = runActions([tool], { ledger, clock });
    await after.actions.takeUp();
    await after.actions.idle();

    expect(runs).toMatchObject([{ context: { actionId: id } }]);
    expect((await ledger.readAction({ id })).state).toBe('done');
  });

  test('by its own end leaves what was being done for the next start', async () => {
    const started = Promise.withResolvers<void>();
    const { tool } = sampleTool({
      effect: 'keeps',
      run: () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const scene = runActions([tool]);
    const used = scene.use();
    used.catch(() => {});
    await started.promise;

    scene.die();
    await scene.actions.idle();

    expect(await scene.ledger.openActions()).toMatchObject([{ state: 'running' }]);
  });
});

describe('what is done', () => {
  test('is not begun before it is kept', async () => {
    const { tool, runs } = sampleTool({ effect: 'keeps' });
    const scene = runActions([tool]);
    scene.ledger.failNext('addAction');

    expect(await scene.use()).toMatchObject({ type: 'refused' });
    expect(runs).toEqual([]);
  });

  test('goes on without a disk where it only looks', async () => {
    const { tool, runs } = sampleTool({ effect: 'reads' });
    const scene = runActions([tool]);
    scene.ledger.failNext('addAction');

    expect(await scene.use()).toMatchObject({ type: 'done' });
    expect(runs).toHaveLength(1);
  });

  test('is not failed, but unknown, where it may have arrived', async () => {
    const lost = () => Promise.reject(new NetworkError('LOST', 'The answer was lost.'));
    const refused = () => Promise.reject(new RefusedError('NO', 'Refused.'));
    for (const [fail, state] of [
      [lost, 'unknown'],
      [refused, 'failed'],
    ] as const) {
      const { tool } = sampleTool({ run: fail });
      const scene = runActions([tool], { policies: { send_text_message: 'allow' } });
      expect(await scene.use()).toMatchObject({ type: 'failed' });
      expect(scene.states).toEqual(['running', state]);
    }
  });

  test('is kept in the audit with what came of it, and no more of that than is useful', async () => {
    const { tool } = sampleTool({ effect: 'reads', run: async () => ({ text: 'x'.repeat(9000) }) });
    const scene = runActions([tool]);

    await scene.use();

    const [entry] = await scene.ledger.listActions({ before: null, limit: 9 });
    expect(entry).toMatchObject({ state: 'done', decidedVia: 'policy', decidedBy: null });
    expect(entry?.result?.length).toBeLessThan(2100);
  });
});
