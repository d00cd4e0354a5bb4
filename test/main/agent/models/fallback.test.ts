import { beforeEach, describe, expect, test } from 'vitest';
import { FallbackModel } from '../../../../main/agent/models/fallback.ts';
import type { Pace } from '../../../../main/agent/models/fallback.ts';
import type { ModelPart, Prompt } from '../../../../main/agent/ports.ts';
import { sleep } from '../../../../main/base/clock.ts';
import { AuthError, NetworkError, RefusedError, RemoteError } from '../../../../shared/errors.ts';
import type { AppError } from '../../../../shared/errors.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeModel } from '../agent-scene.ts';

const clock = new FakeClock();
const keyRefused = new AuthError('LLM_KEY_REFUSED', 'It refuses the key.');
const stalled = new NetworkError('LLM_STALLED', 'It was silent.');
const full = new RemoteError('LLM_CONTEXT_FULL', 'Too much.', { status: 400 });

/** Each step: words, a wait in milliseconds, or a failure. */
type Step = string | number | Error;

class Scripted extends FakeModel {
  steps: readonly Step[] = ['Yes.'];
  refused: AppError | null = null;
  /** How its last question ended. */
  end: 'none' | 'over' | 'given up' = 'none';
  readonly paces: Pace[] = [];

  constructor() {
    super();
    this.script = (_prompt, signal) => this.#play(signal);
  }

  async *#play(signal: AbortSignal): AsyncIterable<ModelPart> {
    this.end = 'given up';
    for (const step of this.steps) {
      if (step instanceof Error) throw step;
      if (typeof step === 'number') await sleep(clock, step, signal);
      else yield step;
    }
    this.end = 'over';
  }
}

let models: readonly [Scripted, Scripted, Scripted];
let fallback: FallbackModel;

beforeEach(() => {
  models = [new Scripted(), new Scripted(), new Scripted()];
  fallback = new FallbackModel(
    models.map((model) => ({
      model,
      refusal: () => model.refused,
      onPace: (pace: Pace) => void model.paces.push(pace),
    })),
    clock,
  );
});

const counts = (): readonly number[] => models.map(({ prompts }) => prompts.length);

/** `passMs` of time pass while the answer is waited for. */
async function ask(
  { channel = 'desktop', passMs = 0 }: { channel?: Prompt['channel']; passMs?: number } = {},
  signal = new AbortController().signal,
) {
  const said: ModelPart[] = [];
  const asking = (async (): Promise<unknown> => {
    try {
      const prompt = { system: '', messages: [], ...(channel && { channel }) };
      for await (const part of fallback.stream(prompt, signal)) said.push(part);
      return null;
    } catch (error) {
      return error;
    }
  })();
  await clock.advanceAsync(passMs);
  return { said, error: await asking };
}

describe('several models', () => {
  test('are asked one only while the first answers', async () => {
    expect(await ask()).toEqual({ said: ['Yes.'], error: null });
    expect(counts()).toEqual([1, 0, 0]);
    expect(models[0].end).toBe('over');
  });

  test('stand in for one another until one has begun to answer', async () => {
    models[0].steps = [keyRefused];
    models[1].steps = [stalled];
    models[2].steps = ['Here', ' I am.'];
    expect(await ask()).toEqual({ said: ['Here', ' I am.'], error: null });
    expect(counts()).toEqual([1, 1, 1]);
  });

  test('do not begin again what one of them has begun', async () => {
    models[0].steps = ['You have', stalled];
    expect(await ask()).toEqual({ said: ['You have'], error: stalled });
    expect(counts()).toEqual([1, 0, 0]);
  });

  test('do not begin again after a tool was called', async () => {
    const call = { type: 'tool-call', id: '1', name: 'save_note', args: {} } as const;
    models[0].script = async function* () {
      yield call;
      throw stalled;
    };
    expect(await ask()).toEqual({ said: [call], error: stalled });
    expect(counts()).toEqual([1, 0, 0]);
  });

  test('pass over the one that failed for a minute, then ask it again', async () => {
    models[0].steps = [keyRefused];
    await ask();
    await ask();
    clock.advance(59_999);
    await ask();
    expect(counts()).toEqual([1, 3, 0]);
    clock.advance(1);
    await ask();
    expect(counts()).toEqual([2, 4, 0]);
  });

  test('pass it over for as long as it asks to be', async () => {
    const busy = { status: 429, retryAfterMs: 300_000 };
    models[0].steps = [new RemoteError('LLM_FAILED', 'Too many.', busy)];
    await ask();
    clock.advance(299_999);
    await ask();
    expect(counts()).toEqual([1, 2, 0]);
  });

  test('ask it at once when another key was set', async () => {
    models[0].steps = [keyRefused];
    await ask();
    models[0].steps = ['Here again.'];
    fallback.forgive();
    expect((await ask()).said).toEqual(['Here again.']);
  });

  test('tell the reason of the first when all fail, and then try one at a time', async () => {
    models[0].steps = [keyRefused];
    models[1].steps = [stalled];
    models[2].steps = [stalled];
    expect((await ask()).error).toBe(keyRefused);
    expect(counts()).toEqual([1, 1, 1]);
    await ask();
    expect(counts()).toEqual([2, 1, 1]);
  });

  test('tell that it was too much, because a shorter question helps, and pass nobody over for it', async () => {
    models[0].steps = [stalled];
    models[1].steps = [full];
    models[2].steps = [stalled];
    expect((await ask()).error).toBe(full);
    models[1].steps = ['Shorter.'];
    expect((await ask()).said).toEqual(['Shorter.']);
  });

  test('ask the next where one has nothing to say', async () => {
    models[0].steps = [];
    expect((await ask()).said).toEqual(['Yes.']);
    models[1].steps = [];
    models[2].steps = [];
    expect(await ask()).toEqual({ said: [], error: null });
  });

  test('leave out who may not be asked, and tell why where nobody may', async () => {
    const cap = new RefusedError('LLM_CAP', 'Enough for today.');
    models[0].refused = cap;
    await ask();
    expect(counts()).toEqual([0, 1, 0]);
    for (const model of models) model.refused = new RefusedError('LLM_CAP', 'Me neither.');
    models[0].refused = cap;
    expect(await ask()).toEqual({ said: [], error: cap });
    expect(counts()).toEqual([0, 1, 0]);
  });

  test('stop at once when nobody waits any more', async () => {
    const reason = new DOMException('closed', 'AbortError');
    const controller = new AbortController();
    models[0].steps = [10_000, 'Late.'];
    clock.schedule(500, () => controller.abort(reason));
    expect(await ask({ passMs: 500 }, controller.signal)).toEqual({ said: [], error: reason });
    expect(counts()).toEqual([1, 0, 0]);
    models[0].steps = ['Nothing is held against it.'];
    await ask();
    expect(counts()).toEqual([2, 0, 0]);
  });
});

describe('on a call', () => {
  test('the next one is asked beside a slow one, and whoever speaks first answers', async () => {
    models[0].steps = [60_000, 'Too late.'];
    models[1].steps = [700, 'I am', ' here.'];
    expect((await ask({ channel: 'phone', passMs: 3200 })).said).toEqual(['I am', ' here.']);
    expect(counts()).toEqual([1, 1, 0]);
    expect(models[0].end).toBe('given up');
  });

  test('the slow one still answers when it is the first to speak', async () => {
    models[0].steps = [2600, 'I am', ' here.'];
    models[1].steps = [60_000, 'Too late.'];
    expect((await ask({ channel: 'phone', passMs: 2600 })).said).toEqual(['I am', ' here.']);
    expect(models[1].end).toBe('given up');
  });

  test('nobody is asked beside one that is fast, nor on other channels', async () => {
    models[0].steps = [2400, 'In time.'];
    expect((await ask({ channel: 'phone', passMs: 2400 })).said).toEqual(['In time.']);
    models[0].steps = [20_000, 'Slowly.'];
    expect((await ask({ channel: 'carbonvoice', passMs: 20_000 })).said).toEqual(['Slowly.']);
    expect(counts()).toEqual([2, 0, 0]);
  });

  test('how long first words took is told, also of one that was given up', async () => {
    models[0].steps = [60_000, 'Too late.'];
    models[1].steps = [500, 'Here.'];
    await ask({ channel: 'phone', passMs: 3000 });
    expect(models[0].paces).toEqual([{ channel: 'phone', afterMs: 3000 }]);
    expect(models[1].paces).toEqual([{ channel: 'phone', afterMs: 500 }]);
  });

  test('no timer is left behind', async () => {
    const before = clock.pending;
    models[0].steps = [60_000, 'Too late.'];
    models[1].steps = ['Here.'];
    await ask({ channel: 'phone', passMs: 2500 });
    models[0].steps = [keyRefused];
    await ask({ channel: 'phone' });
    expect(clock.pending).toBe(before);
  });
});
