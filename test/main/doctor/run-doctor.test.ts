import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { Check } from '../../../main/doctor/check.ts';
import { bad, good, off } from '../../../main/doctor/outcome.ts';
import type { Outcome } from '../../../main/doctor/outcome.ts';
import { runDoctor } from '../../../main/doctor/run-doctor.ts';
import type { DoctorItem, Finding, Hop } from '../../../shared/doctor.ts';
import { AuthError } from '../../../shared/errors.ts';
import type { SettingsProblem } from '../../../shared/ipc-contract.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

type Look = Check['look'];

class Scene {
  readonly clock = new FakeClock();
  readonly told: DoctorItem[] = [];
  readonly abort = new AbortController();

  run(looks: Partial<Record<Hop, Look | [Hop, Look]>>, problems: readonly SettingsProblem[] = []) {
    const checks = Object.entries(looks).map(([hop, given]): Check => {
      const [after, look] = Array.isArray(given) ? given : [null, given];
      return { hop: hop as Hop, after, look };
    });
    const tell = (item: DoctorItem): void => void this.told.push(item);
    const around = { tell, clock: this.clock, log: silentLogger };
    return runDoctor({ checks, problems, ...around }, this.abort.signal);
  }

  get findings(): readonly Finding[] {
    return this.told.filter((item): item is Finding => 'ok' in item);
  }

  get verdicts(): readonly (readonly [Hop, boolean])[] {
    return this.findings.map(({ hop, ok }) => [hop, ok]);
  }
}

const found = (outcome: Outcome) => (): Promise<Outcome> => Promise.resolve(outcome);
const never = (): Promise<Outcome> => new Promise(() => {});

describe('a run of the doctor', () => {
  test('tells the findings in the order of the hops, whichever is known first', async () => {
    const scene = new Scene();
    const late = Promise.withResolvers<Outcome>();
    const run = scene.run({
      tunnel: found(good('t')),
      keychain: () => late.promise,
      store: found(bad('s', 'r')),
    });
    await scene.clock.advanceAsync(10);
    expect(scene.told).toEqual([]);
    late.resolve(good('k'));
    await run;
    expect(scene.findings).toEqual([
      { hop: 'keychain', ok: true, detail: 'k', remedy: '' },
      { hop: 'store', ok: false, detail: 's', remedy: 'r' },
      { hop: 'tunnel', ok: true, detail: 't', remedy: '' },
    ]);
    expect(scene.clock.pending).toBe(0);
  });

  test('gives no hop more than ten seconds, also one that ignores that its time is over', async () => {
    const scene = new Scene();
    const aborted: Hop[] = [];
    const obeys: Look = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push('tunnel');
          reject(signal.reason as Error);
        });
      });
    const run = scene.run({
      keychain: never,
      model: never,
      tunnel: obeys,
      'public-path': ['tunnel', found(good(''))],
      'voipbin-account': never,
    });
    await scene.clock.advanceAsync(9999);
    expect(scene.findings).toEqual([]);
    await scene.clock.advanceAsync(1);
    await run;
    expect(aborted).toEqual(['tunnel']);
    expect(scene.verdicts).toEqual([
      ['keychain', false],
      ['model', false],
      ['tunnel', false],
      ['public-path', false],
      ['voipbin-account', false],
    ]);
    expect(scene.findings[1]?.detail).toBe('The model did not answer within 10 seconds.');
    expect(scene.clock.pending).toBe(0);
  });

  test('says after a second which hop takes its time, and nothing of that once it is told', async () => {
    const scene = new Scene();
    const late = Promise.withResolvers<Outcome>();
    const run = scene.run({ keychain: found(good('')), model: () => late.promise });
    await scene.clock.advanceAsync(1000);
    expect(scene.told.at(-1)).toEqual({ hop: 'model', waiting: true });
    late.resolve(good('m'));
    await run;
    await scene.clock.advanceAsync(20_000);
    expect(scene.told).toHaveLength(3);
  });

  test('does not look behind a hop that is not in order or not set up', async () => {
    const scene = new Scene();
    let looks = 0;
    const counted: Look = () => {
      looks += 1;
      return Promise.resolve(good(''));
    };
    await scene.run({
      tunnel: found(off('no tunnel')),
      'public-path': ['tunnel', counted],
      'carbonvoice-identity': found(bad('refused', 'r')),
      'carbonvoice-reply': ['carbonvoice-identity', counted],
    });
    expect(looks).toBe(0);
    expect(scene.findings.slice(1)).toEqual([
      { hop: 'public-path', ok: true, detail: 'Not set up: see tunnel.', remedy: '' },
      { hop: 'carbonvoice-identity', ok: false, detail: 'refused', remedy: 'r' },
      {
        hop: 'carbonvoice-reply',
        ok: false,
        detail: 'Not looked at, because carbonvoice-identity is not in order.',
        remedy: 'First: carbonvoice-identity.',
      },
    ]);
  });

  test('makes a finding of an error: its own sentence, or one that tells nothing private', async () => {
    const scene = new Scene();
    await scene.run({
      model: () => Promise.reject(new AuthError('X', 'No key.', { remedy: 'Set one.' })),
      tunnel: () => Promise.reject(new TypeError('secret words')),
    });
    expect(scene.findings.map(({ detail, remedy }) => [detail, remedy])).toEqual([
      ['No key.', 'Set one.'],
      ['Something went wrong inside Adjutant.', 'The log names the place.'],
    ]);
  });

  test('ends when whoever asked goes away', async () => {
    const scene = new Scene();
    const run = scene.run({ keychain: never, model: never });
    await scene.clock.advanceAsync(5);
    scene.abort.abort(new DOMException('left', 'AbortError'));
    await expect(run).rejects.toThrow('left');
    expect(scene.clock.pending).toBe(0);
    expect(scene.findings).toEqual([]);
  });

  test('tells a setting that was not taken at the hop that it belongs to', async () => {
    const scene = new Scene();
    const source = 'settings.json';
    await scene.run({ store: found(good('Whole.')), model: found(off('None.', 'Set one.')) }, [
      { path: 'llm.url', source, message: 'must be an address' },
      { path: 'llm.urll', source: 'ADJUTANT_LLM_URLL', message: 'unknown setting' },
      { path: 'agent.colour', source, message: 'unknown setting' },
    ]);
    expect(scene.findings).toEqual([
      {
        hop: 'store',
        ok: true,
        detail: 'Whole. Setting agent.colour (settings.json): unknown setting.',
        remedy: 'Put the setting right and start Adjutant again.',
      },
      {
        hop: 'model',
        ok: false,
        detail:
          'None. Setting llm.url (settings.json): must be an address. Setting llm.urll (ADJUTANT_LLM_URLL): unknown setting.',
        remedy: 'Set one. Put the setting right and start Adjutant again.',
      },
    ]);
  });

  test.each([
    ['the file of settings cannot be read at all', 'settings.json', 'is no JSON'],
    ['the proxy that was meant is not taken', 'network.proxy', 'must be http://host:port'],
  ])('is not in order where %s', async (_name, path, message) => {
    const scene = new Scene();
    const source = 'settings.json';
    await scene.run({ store: found(good('Whole.')) }, [{ path, source, message }]);
    expect(scene.verdicts).toEqual([['store', false]]);
  });
});
