import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carbonVoiceRoute, voipBinRoute } from '../../../main/app/webhook-routes.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { WebhookRoute } from '../../../main/ingress/ingestion.ts';
import { pathKey } from '../../../main/ingress/path-key.ts';
import { openStore } from '../../../main/store/store.ts';
import type { Store } from '../../../main/store/store.ts';
import type { Incoming } from '../../../main/thread/inbox-ports.ts';
import { DeliveryDesk } from '../../../main/voipbin/deliveries.ts';
import type { News } from '../../../main/voipbin/frame-wire.ts';
import { fixture } from '../voipbin/fixtures.ts';
import { carbonVoiceTarget, damage, send, success } from './damages.ts';
import type { Target } from './damages.ts';
import { openShortly, refusal } from './ingress-scene.ts';
import { judge } from './judge.ts';
import type { Outcome } from './judge.ts';
import { createRandom } from './random.ts';

const count = 2100;
/** Another one makes other damages. */
const seed = Number(process.env['DAMAGE_SEED'] ?? 20_261_127);
const lanes = 40;
const secret = 'the signing secret';

const carbonVoice = carbonVoiceTarget('/hooks/carbonvoice/the-secret');
const voipBin: Target = {
  path: '/hooks/voipbin/the-secret',
  headers: (raw) => ({
    'x-voipbin-signature': `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
  }),
  delivery: (index) => {
    const [type, name] = (
      [
        ['call_progressing', 'call'],
        ['message_created', 'text-message'],
        ['transcript_created', 'transcript'],
      ] as const
    )[index % 3] ?? ['call_progressing', 'call'];
    return { type, data: { ...fixture(name), id: `v${index}` } };
  },
};

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-damage-'));
  store = await openStore(
    join(folder, 'a.db'),
    new URL('../../../main/store/store-worker.ts', import.meta.url),
  );
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

type Record = { readonly kept: Incoming[]; readonly told: News[] };

/** The real routes of both services, each delivery with a record of what came of it. */
class Witness {
  readonly outcomes: Outcome[] = [];
  readonly #current = new AsyncLocalStorage<Record>();

  routes(): readonly WebhookRoute[] {
    const accept = async (incoming: Incoming) => {
      this.#current.getStore()?.kept.push(incoming);
      return store.accept(incoming);
    };
    const desk = new DeliveryDesk({
      ...{ known: new Gate(true), isOff: () => false, secret: () => secret },
      take: (news) => void this.#current.getStore()?.told.push(news),
      ...{ recheck: () => {}, clock: systemClock, log: silentLogger },
      lifetime: new AbortController().signal,
    });
    const [first, second] = [carbonVoice, voipBin].map(({ path }) => [pathKey(path)]);
    const hints = { accept, identity: () => null, onOwn: () => {}, clock: systemClock };
    return [
      carbonVoiceRoute(() => first ?? [], hints),
      voipBinRoute(
        () => second ?? [],
        (delivery) => desk.deliver(delivery),
      ),
    ].map((route) => this.#watch(route));
  }

  #watch(route: WebhookRoute): WebhookRoute {
    const take: WebhookRoute['take'] = (received) => {
      const record: Record = { kept: [], told: [] };
      return this.#current.run(record, async () => {
        const isTaken = await route.take(received);
        this.outcomes.push({ raw: received.raw, isTaken, ...record });
        return isTaken;
      });
    };
    return { ...route, take };
  }
}

test(`of ${count} damaged deliveries none does harm, none is taken for what it is not, and good ones are taken all the while`, async () => {
  const witness = new Witness();
  await using ingress = await openShortly({
    routes: witness.routes(),
    // The few that never end are refused after it; a good one is never so late, however busy the machine.
    timeoutMs: 10_000,
    // Limits of the number have tests of their own; here every one is to be answered.
    wrongPaths: { burst: count, perSecond: 0 },
  });
  const random = createRandom(seed);
  const all = Array.from({ length: count }, (_, index) =>
    damage(index % 16 < 8 ? carbonVoice : voipBin, index, random),
  );
  const faults: string[] = [];
  let refused = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const one = all[index];
      if (!one) return;
      const answer = await send(ingress.url, one);
      refused += answer === refusal ? 1 : 0;
      const isFine = answer === refusal || (one.verdict === 'judged' && success.test(answer));
      if (!isFine) faults.push(`${index} ${one.what}: ${JSON.stringify(answer.slice(0, 200))}`);
      if (index % 20 > 0) continue;
      const good = index % 40 === 0 ? carbonVoice : voipBin;
      const status = await post(ingress.url, good, count + index);
      if (status !== (good === voipBin ? 200 : 204)) faults.push(`good ${index}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  expect(faults, `seed ${seed}`).toEqual([]);
  expect(refused).toBeGreaterThan(count / 2);
  const { outcomes } = witness;
  const misread = outcomes.flatMap((outcome) => {
    const wrong = judge(outcome);
    return wrong.length > 0 ? [`${wrong.join()}: ${outcome.raw.toString('latin1', 0, 500)}`] : [];
  });
  expect(misread, `seed ${seed}`).toEqual([]);
  // Damage that leaves a delivery whole must not cost it.
  expect(outcomes.filter(({ isTaken }) => isTaken).length).toBeGreaterThan(count / 10);
  await expectKept(outcomes.flatMap(({ kept }) => kept));
}, 60_000);

async function post(url: string, target: Target, index: number): Promise<number> {
  const raw = Buffer.from(JSON.stringify(target.delivery(index)));
  const headers = { 'content-type': 'application/json', ...target.headers(raw) };
  const { status } = await fetch(url + target.path, { method: 'POST', headers, body: raw });
  return status;
}

/** The data file holds just what was accepted, each once, letter by letter. */
async function expectKept(accepted: readonly Incoming[]): Promise<void> {
  const rows = await store.pendingInbox();
  const first = new Map<string, Incoming>();
  for (const incoming of accepted) {
    const { remoteId } = incoming;
    first.set(remoteId, first.get(remoteId) ?? incoming);
  }
  const place = ({
    remoteId,
    conversationId,
  }: {
    remoteId: string;
    conversationId: string | null;
  }) => `${remoteId} in ${conversationId}`;
  expect(rows.map(place).toSorted()).toEqual([...first.values()].map(place).toSorted());
  for (const { id, remoteId } of rows) {
    const { author, text, principal } = await store.readMessage({ id });
    const told = first.get(remoteId);
    expect([author, text, principal]).toEqual([told?.author, '', 'stranger']);
  }
}
