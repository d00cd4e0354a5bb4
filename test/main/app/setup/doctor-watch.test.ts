import { expect, test } from 'vitest';
import type { Doctor, DoctorWish } from '../../../../main/app/doctor/running.ts';
import { SettingsError } from '../../../../shared/errors.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { setupScene } from '../../../fakes/setup-scene.ts';

type Run = {
  readonly tell: Parameters<Doctor>[0];
  readonly signal: AbortSignal;
  readonly wish: DoctorWish | undefined;
  readonly end: PromiseWithResolvers<void>;
};

function open() {
  const runs: Run[] = [];
  const doctor: Doctor = (tell, signal, wish) => {
    const end = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => end.reject(signal.reason as Error));
    runs.push({ tell, signal, wish, end });
    return end.promise;
  };
  const { setup } = setupScene({ clock: new FakeClock(7), home: '/nowhere', doctor });
  return { watch: setup.doctor, runs };
}

const finding = (hop: 'model' | 'tunnel') => ({ hop, ok: true, detail: 'Good.', remedy: '' });

test('tells each finding as it comes, and what it waits for', async () => {
  const { watch, runs } = open();
  watch.start(null);
  await Promise.resolve();
  const [run] = runs;
  expect(run?.wish).toBeUndefined();

  run?.tell({ hop: 'model', waiting: true });
  expect(watch.view).toMatchObject({ isRunning: true, waitingFor: 'model', findings: [] });
  run?.tell(finding('model'), 'off');
  expect(watch.view).toMatchObject({
    waitingFor: null,
    findings: [{ hop: 'model', verdict: 'off', at: 7 }],
  });
  run?.end.resolve();
  await expect.poll(() => watch.view?.isRunning).toBe(false);
  expect(watch.view?.problem).toBeNull();
});

test('a look at one hop uses the settings of the next start, and keeps what is known of others', async () => {
  const { watch, runs } = open();
  watch.start(null);
  await expect.poll(() => runs.length).toBe(1);
  runs[0]?.tell(finding('tunnel'), 'good');
  watch.start(['model']);
  await expect.poll(() => runs.length).toBe(2);

  expect(runs[0]?.signal.aborted).toBe(true);
  expect(runs[1]?.wish).toMatchObject({ hops: ['model'], loaded: { problems: [] } });
  runs[0]?.tell(finding('model'), 'bad');
  runs[1]?.tell(finding('model'), 'good');
  expect(watch.view?.findings).toMatchObject([
    { hop: 'tunnel', verdict: 'good' },
    { hop: 'model', verdict: 'good' },
  ]);
  watch.close();
  expect(runs[1]?.signal.aborted).toBe(true);
});

test('says why a run ended early', async () => {
  const { watch, runs } = open();
  watch.start(null);
  await expect.poll(() => runs.length).toBe(1);
  runs[0]?.end.reject(new SettingsError('X', 'The disk is full.', 'Make room.'));

  await expect.poll(() => watch.view?.problem).toBe('The disk is full. Make room.');
  expect(watch.view?.isRunning).toBe(false);
});
