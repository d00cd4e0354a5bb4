import { expect, test } from 'vitest';
import { PauseSwitch } from '../../../main/thread/pause.ts';

function setUp(options: { paused?: boolean; fixedBy?: string } = {}) {
  const kept: boolean[] = [];
  const steps: { resolve(): void; reject(error: Error): void }[] = [];
  const pause = new PauseSwitch({
    paused: options.paused ?? false,
    fixedBy: options.fixedBy ?? null,
    persist: (paused) => {
      const step = Promise.withResolvers<void>();
      steps.push({ resolve: () => step.resolve(), reject: (error) => step.reject(error) });
      return step.promise.then(() => void kept.push(paused));
    },
  });
  const told: boolean[] = [];
  pause.changed.on((paused) => told.push(paused));
  const turn = (): Promise<void> => new Promise(setImmediate);
  return { pause, kept, steps, told, turn };
}

test('holds at once, and is kept then', async () => {
  const { pause, kept, steps, told, turn } = setUp();

  const done = pause.set(true);
  expect(pause.paused).toBe(true);
  expect(pause.gate.isOpen).toBe(false);
  await turn();
  steps[0]?.resolve();
  await done;

  expect(kept).toEqual([true]);
  expect(told).toEqual([true]);
});

test('resumes only when that is kept', async () => {
  const { pause, kept, steps, told, turn } = setUp({ paused: true });

  const done = pause.set(false);
  await turn();
  expect(pause.paused).toBe(true);
  steps[0]?.resolve();
  await done;

  expect(pause.paused).toBe(false);
  expect(kept).toEqual([false]);
  expect(told).toEqual([false]);
});

test('does nothing when it is so already', async () => {
  const { pause, steps, told } = setUp();

  await pause.set(false);

  expect(steps).toEqual([]);
  expect(told).toEqual([]);
});

test('refuses where a variable fixes it, and names the variable', async () => {
  const { pause, steps } = setUp({ paused: true, fixedBy: 'ADJUTANT_AGENT_PAUSED' });

  await expect(pause.set(false)).rejects.toMatchObject({ kind: 'refused', code: 'PAUSE_FIXED' });
  await expect(pause.set(false)).rejects.toThrow('ADJUTANT_AGENT_PAUSED');

  expect(pause.paused).toBe(true);
  expect(steps).toEqual([]);
});

test('stays paused when a pause follows a resume that is still being kept', async () => {
  const { pause, kept, steps, turn } = setUp({ paused: true });

  const resumed = pause.set(false);
  const paused = pause.set(true);
  await turn();
  steps[0]?.resolve();
  await resumed;
  await turn();
  steps[1]?.resolve();
  await paused;

  expect(pause.paused).toBe(true);
  expect(kept.at(-1)).toBe(true);
});

test('ends as it was last asked when the requests come fast', async () => {
  const { pause, kept, steps, turn } = setUp();

  const all = [pause.set(true), pause.set(false), pause.set(true), pause.set(false)];
  for (let step = 0; step < all.length; step += 1) {
    await turn();
    steps[step]?.resolve();
  }
  await Promise.all(all);

  expect(pause.paused).toBe(false);
  expect(kept.at(-1)).toBe(false);
});

test('stays paused, tells so, and can be asked again when a pause could not be kept', async () => {
  const { pause, kept, steps, told, turn } = setUp();

  const done = pause.set(true);
  await turn();
  steps[0]?.reject(new Error('disk full'));
  await expect(done).rejects.toThrow('disk full');

  expect(pause.paused).toBe(true);
  expect(told).toEqual([true]);
  const again = pause.set(true);
  await turn();
  steps[1]?.resolve();
  await again;
  expect(kept).toEqual([true]);
  expect(told).toEqual([true]);
});

test('resumes for this run when that could not be kept', async () => {
  const { pause, steps, told, turn } = setUp({ paused: true });

  const done = pause.set(false);
  await turn();
  steps[0]?.reject(new Error('disk full'));
  await expect(done).rejects.toThrow('disk full');

  expect(pause.paused).toBe(false);
  expect(told).toEqual([false]);
  const again = pause.set(false);
  await turn();
  steps[1]?.resolve();
  await again;
  expect(pause.paused).toBe(false);
});
