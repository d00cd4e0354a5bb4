import { beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { Arrivals } from '../../../main/carbonvoice/arrivals.ts';
import { Registrar } from '../../../main/carbonvoice/registrar.ts';
import { AuthError, NetworkError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { MemoryRegistrations } from '../../fakes/memory-registrations.ts';
import { refused, RegistrarService } from './registrar-service.ts';

const { signal } = new AbortController();
const a = { url: 'https://a.example/hook' };
const b = { url: 'https://b.example/hook' };
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

/** As in another run over the same memory. */
function open(): Registrar {
  return new Registrar({ client: service, registrations, arrivals, clock, log: silentLogger });
}

describe('a token that is refused for one registration only', () => {
  const error = new AuthError('CARBONVOICE_TOKEN_REFUSED', 'Carbon Voice refuses the token.');

  test('is told as its fault, and leaves no note', async () => {
    service.fault = { error };

    await registrar.keep(a, 'agent', signal);

    expect(registrar.standing).toMatchObject({ url: null, fault: error.message });
    expect(registrations.all).toEqual([]);
  });

  test('holds up nothing else while an old one is to be removed', async () => {
    await registrar.keep(a, 'agent', signal);
    service.removalFault = error;

    await registrar.keep(b, 'agent', signal);

    expect(registrar.standing).toMatchObject({ url: b.url, fault: null });
    expect(registrar.standing.leaving).toEqual([{ url: a.url, hasId: true }]);
  });
});

test('one that is never let go is left to the owner after about ten days', async () => {
  await registrar.keep(a, 'agent', signal);
  service.removalFault = refused(403);
  for (let hours = 0; hours < 24 * 30; hours += 1) {
    await registrar.keep(b, 'agent', signal);
    clock.setNow(clock.now() + 3_600_000);
  }

  expect(service.asked.filter((asked) => asked === '- id-1')).toHaveLength(20);
  expect(registrar.standing.leaving).toEqual([{ url: a.url, hasId: false }]);
});

describe('one that should stand', () => {
  beforeEach(() => registrar.keep(a, 'agent', signal));

  test('is asked about once in a run, and stays as it is', async () => {
    const before = registrations.all;
    const next = open();
    for (let looks = 0; looks < 3; looks += 1) await next.keep(a, 'agent', signal);

    expect(service.asked).toEqual([`+ ${a.url}`, `+ ${a.url}`]);
    expect(registrations.all).toEqual(before);
  });

  test('is made again where it was removed at the service', async () => {
    service.standing.clear();
    clock.advance(5000);
    const next = open();

    await next.keep(a, 'agent', signal);

    expect(service.urls).toEqual([a.url]);
    expect(registrations.all).toMatchObject([{ id: 'id-2', state: 'standing', since: 1_005_000 }]);
    expect(next.standing).toMatchObject({ url: a.url, filter: 'sent', fault: null });
  });

  test('is made again when deliveries fail to come, asked for every ten minutes', async () => {
    service.standing.clear();
    arrivals.fed('m', clock.now());
    for (let minutes = 0; minutes < 25; minutes += 1) {
      await registrar.keep(a, 'agent', signal);
      clock.advance(60_000);
    }

    expect(service.urls).toEqual([a.url]);
    expect(service.asked).toHaveLength(2);
    // What was missed before says nothing about the new one.
    expect(arrivals.facts(clock.now()).missed).toBe(0);
  });

  test('is asked about again and again while deliveries fail to come though it stands', async () => {
    arrivals.fed('m', clock.now());
    for (let minutes = 0; minutes < 25; minutes += 1) {
      await registrar.keep(a, 'agent', signal);
      clock.advance(60_000);
    }

    expect(service.asked).toHaveLength(3);
    expect(registrations.all).toMatchObject([{ id: 'id-1', state: 'standing' }]);
  });

  test.each([new NetworkError('X', 'Gone.'), refused(500), refused(403)])(
    'holds while %s hides it, and is asked about at the next look',
    async (error) => {
      service.fault = { error };
      const next = open();
      await next.keep(a, 'agent', signal);
      expect(next.standing).toMatchObject({ url: a.url, fault: null });
      service.fault = null;
      service.standing.clear();

      await next.keep(a, 'agent', signal);

      expect(service.urls).toEqual([a.url]);
    },
  );
});
