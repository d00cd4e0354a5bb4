import { expect, test } from 'vitest';
import { ModelProbe } from '../../../main/app/model-probe.ts';
import type { ListedModel } from '../../../main/app/listed-model.ts';
import { AuthError } from '../../../shared/errors.ts';
import type { ModelState } from '../../../main/agent/models/model-connection.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const minuteMs = 60_000;

function open(answers: (() => void)[]) {
  const clock = new FakeClock();
  const end = new AbortController();
  const scene = { asked: 0, state: { status: 'connecting', detail: '', remedy: '' } as ModelState };
  const model: ConstructorParameters<typeof ModelProbe>[0][number] = {
    chosen: { name: 'small', fault: null } as ListedModel['chosen'],
    get view() {
      return { name: 'small', state: scene.state, slowMedianMs: null };
    },
    catalog: {
      list: async () => {
        scene.asked += 1;
        await Promise.resolve();
        answers.shift()?.();
        return [];
      },
    },
    show: (state) => {
      scene.state = state;
    },
  };
  const probe = new ModelProbe([model], clock);
  const run = probe.run(end.signal).catch(() => 'ended');
  const stop = async (): Promise<void> => {
    end.abort();
    expect(await run).toBe('ended');
  };
  return { clock, scene, probe, stop };
}

function refuse(): never {
  throw new AuthError('LLM_KEY', 'The key is refused.');
}

test('a key that is refused is tried again after a minute, and at once when it is set', async () => {
  const { clock, scene, probe, stop } = open([refuse, refuse]);
  await clock.advanceAsync(0);
  expect(scene.state.status).toBe('refused');
  await clock.advanceAsync(minuteMs - 1);
  expect(scene.asked).toBe(1);
  await clock.advanceAsync(1);
  expect(scene).toMatchObject({ asked: 2, state: { status: 'refused' } });

  probe.look();
  await clock.advanceAsync(0);
  expect(scene).toMatchObject({ asked: 3, state: { status: 'connected' } });
  await stop();
});

test('a key that is set while a former one is being refused is tried at once', async () => {
  const { clock, scene, probe, stop } = open([
    () => {
      probe.look();
      refuse();
    },
  ]);
  await clock.advanceAsync(0);
  expect(scene).toMatchObject({ asked: 2, state: { status: 'connected' } });
  await stop();
});

test('a key that questions found refused is tried when it is set, one that works is left alone', async () => {
  const { clock, scene, probe, stop } = open([]);
  await clock.advanceAsync(0);
  probe.look();
  await clock.advanceAsync(10 * minuteMs);
  expect(scene.asked).toBe(1);

  scene.state = { status: 'refused', detail: '', remedy: '' };
  probe.look();
  await clock.advanceAsync(0);
  expect(scene).toMatchObject({ asked: 2, state: { status: 'connected' } });
  await stop();
});
