import { beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { Arrivals } from '../../../main/carbonvoice/arrivals.ts';
import { Registrar } from '../../../main/carbonvoice/registrar.ts';
import type { WebhookWish } from '../../../main/carbonvoice/registrar.ts';
import type { Registrations } from '../../../main/carbonvoice/ports.ts';
import { AuthError, NetworkError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { refused, RegistrarService } from './registrar-service.ts';
import { MemoryRegistrations } from '../../fakes/memory-registrations.ts';

const { signal } = new AbortController();
const a: WebhookWish = { url: 'https://a.example/hook' };
const b: WebhookWish = { url: 'https://b.example/hook' };
let service: RegistrarService;
let registrations: MemoryRegistrations;
let clock: FakeClock;
let arrivals: Arrivals;
let registrar: Registrar;
beforeEach(() => {
  service = new RegistrarService();
  registrations = new MemoryRegistrations();
  clock = new FakeClock(1_000_000);
  arrivals = new Arrivals();
  registrar = open();
});

function open(memory: Registrations = registrations): Registrar {
  return new Registrar({
    ...{ client: service, registrations: memory, arrivals, clock, log: silentLogger },
  });
}

test('one that is switched off is removed; one that is only interrupted is not', async () => {
  await registrar.keep(a, 'agent', signal);
  await registrar.keep('later', 'agent', signal);
  expect(service.urls).toEqual([a.url]);
  expect(registrar.standing).toMatchObject({ url: a.url, filter: 'sent', since: 1_000_000 });

  await registrar.keep('none', 'agent', signal);

  expect(service.urls).toEqual([]);
  expect(registrar.standing).toMatchObject({ url: null, leaving: [] });
  expect(registrations.all).toEqual([]);
});

test('an old one that cannot be removed is tried again later, also by a later run', async () => {
  await registrar.keep(a, 'agent', signal);
  service.removalFault = refused(500);
  await registrar.keep(b, 'agent', signal);
  expect(registrar.standing.leaving).toEqual([{ url: a.url, hasId: true }]);
  await registrar.keep(b, 'agent', signal);
  expect(service.asked.filter((asked) => asked === '- id-1')).toHaveLength(1);

  service.removalFault = null;
  clock.advance(60_000);
  await open().keep(b, 'agent', signal);

  expect(service.urls).toEqual([b.url]);
  expect(registrations.all).toMatchObject([{ url: b.url, state: 'standing' }]);
});

test('the tries of a removal come at growing distances', async () => {
  await registrar.keep(a, 'agent', signal);
  service.removalFault = new NetworkError('X', 'Gone.');
  for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
    await registrar.keep(b, 'agent', signal);
    clock.advance(600_000);
  }

  const tries = service.asked.filter((asked) => asked === '- id-1').length;
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(15);
});

test('one that is gone at the service needs no further try', async () => {
  await registrar.keep(a, 'agent', signal);
  service.standing.clear();

  await registrar.keep(b, 'agent', signal);

  expect(registrar.standing).toMatchObject({ url: b.url, leaving: [] });
});

test('going back to an address that could not be removed takes it up again, with its ids', async () => {
  await registrar.keep(a, 'agent', signal);
  service.removalFault = refused(500);
  await registrar.keep(b, 'agent', signal);

  service.removalFault = null;
  await registrar.keep(a, 'agent', signal);

  expect(service.urls).toEqual([a.url]);
  expect(registrations.all).toMatchObject([{ url: a.url, id: 'id-1', filter: 'sent' }]);
});

test('a refused filter is left out, and told', async () => {
  service.refusesFilter = true;

  await registrar.keep(a, 'agent', signal);

  expect([...service.standing.values()]).toEqual([{ url: a.url, filtered: false }]);
  expect(registrar.standing).toMatchObject({ filter: 'refused', fault: null });
});

test('what is refused with and without a filter is told as it was refused first', async () => {
  service.fault = { error: refused(400, 'webhookURL must be https') };

  await registrar.keep(a, 'agent', signal);

  expect(service.asked).toEqual([`+ ${a.url}`, `+ ${a.url} unfiltered`]);
  expect(registrar.standing).toMatchObject({ url: null, fault: 'webhookURL must be https' });
  expect(registrations.all).toEqual([]);
});

test('one that somebody made by hand is taken for registered, its filter unknown', async () => {
  service.standing.set('hand', { url: a.url, filtered: false });

  await registrar.keep(a, 'agent', signal);

  expect(registrar.standing).toMatchObject({ url: a.url, filter: 'unknown' });
});

test('one whose answer was lost is found again, and told as one to be removed by hand later', async () => {
  service.fault = { error: new NetworkError('TIMEOUT', 'Late.'), lost: true };
  await registrar.keep(a, 'agent', signal);
  expect(registrar.standing).toMatchObject({ url: null, wanted: a.url, fault: 'Late.' });
  service.fault = null;
  await registrar.keep(a, 'agent', signal);
  expect(registrar.standing).toMatchObject({ url: a.url, filter: 'sent', fault: null });

  await registrar.keep(b, 'agent', signal);

  expect(registrar.standing.leaving).toEqual([{ url: a.url, hasId: false }]);
});

test('one that surely did not arrive leaves no note', async () => {
  const error = new NetworkError('ECONNREFUSED', 'Nothing answers.', { mayHaveArrived: false });
  service.fault = { error };

  await registrar.keep(a, 'agent', signal);

  expect(registrations.all).toEqual([]);
});

test('a keychain that does not answer is told to whoever asked', async () => {
  service.fault = { error: new AuthError('X', 'Refused.') };

  await expect(registrar.keep(a, 'agent', signal)).rejects.toBeInstanceOf(AuthError);
});

test('another account at the same address takes its place, and both filters are kept apart', async () => {
  await registrar.keep(a, 'agent', signal);

  await registrar.keep(a, 'other', signal);

  expect(service.urls).toEqual([a.url]);
  expect(registrations.all).toMatchObject([{ agentId: 'other', id: 'id-1', filter: 'unknown' }]);
});

describe('killed at any step', () => {
  const died = new Error('killed');

  /** Dies at the n-th step, before it or after it; from then on nothing happens any more. */
  function dying(steps: number): {
    deps: [RegistrarService, Registrations];
    wasReached: () => boolean;
  } {
    let left = steps;
    const wrap = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (inner, name) => {
          const value: unknown = Reflect.get(inner, name, inner);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]): Promise<unknown> => {
            left -= 1;
            if (left < 0) throw died;
            const result: unknown = await Reflect.apply(value, inner, args);
            left -= 1;
            if (left < 0) throw died;
            return result;
          };
        },
      });
    return { deps: [wrap(service), wrap(registrations)], wasReached: () => left < 0 };
  }

  const wishes: readonly WebhookWish[] = [a, b, 'none', b, a];

  test('no address stands without a note, and the wanted one stands in the end', async () => {
    let kills = 0;
    for (let steps = 0; ; steps += 1) {
      service = new RegistrarService();
      registrations = new MemoryRegistrations();
      const { deps, wasReached } = dying(steps);
      const [client, memory] = deps;
      const parts = { client, registrations: memory, arrivals, clock, log: silentLogger };
      const first = new Registrar(parts);
      for (const wish of wishes) {
        await first.keep(wish, 'agent', signal).catch((error: unknown) => {
          if (error !== died) throw error;
        });
        const noted = new Set(registrations.all.map(({ url }) => url));
        expect(service.urls.filter((url) => !noted.has(url))).toEqual([]);
      }
      const next = open();
      await next.keep(a, 'agent', signal);

      expect(service.urls.filter((url) => url === a.url)).toHaveLength(1);
      const told = new Set([a.url, ...next.standing.leaving.map(({ url }) => url)]);
      expect(service.urls.filter((url) => !told.has(url))).toEqual([]);
      expect(next.standing).toMatchObject({ url: a.url, fault: null });
      if (!wasReached()) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(40);
  });
});
