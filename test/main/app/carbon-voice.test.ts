import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinCarbonVoice } from '../../../main/app/carbon-voice.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { Scope } from '../../../main/base/scope.ts';
import { AllowList } from '../../../main/carbonvoice/allow-list.ts';
import type { FeedPlace } from '../../../main/carbonvoice/ports.ts';
import { ConnectionBoard } from '../../../main/status/connections.ts';
import type { Incoming } from '../../../main/thread/inbox-ports.ts';
import { DiskShelf } from '../../../main/store/disk-shelf.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';
import type { Call } from '../../peers/carbon-voice/journal.ts';

let double: CarbonVoiceDouble;
let scope: Scope;
let clock: FakeClock;
let board: ConnectionBoard;
let places: Map<string, FeedPlace>;
let accepted: Incoming[];
let token: string;
let tell: (name: string | null) => void;

beforeEach(async () => {
  double = new CarbonVoiceDouble();
  await double.start();
  scope = new Scope();
  clock = new FakeClock(Date.now() - 5000);
  board = new ConnectionBoard();
  places = new Map();
  accepted = [];
  token = 'cv_pat_right';
});
afterEach(async () => {
  await scope.close();
  await double.stop();
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

const asked = (path: string) => double.journal.calls.filter((call) => call.path === path).length;
const feed = '/v6/messages/updates';

function start({ socket }: { readonly socket: boolean }) {
  const carbonVoice = joinCarbonVoice(
    {
      ...{ url: double.url, version: '1', board, clock, log: silentLogger },
      news: new Emitter<ThreadNews>(),
      allowList: new AllowList({ allowed: [], fixedBy: null, persist: () => Promise.resolve() }),
      settings: { ...defaultSettings, 'carbonvoice.socket': socket },
      secrets: {
        keychain: { status: 'off', detail: '', remedy: '' },
        get: () => Promise.resolve(token),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(false),
        list: () => Promise.resolve([]),
        fixedBy: () => null,
        onChange: (listener) => {
          tell = listener;
          return () => {};
        },
      },
      proxies: null,
      shelf: new DiskShelf('/nowhere'),
      memory: {
        ...openMemoryLedger(),
        readRegistrations: () => Promise.resolve([]),
        saveRegistration: () => Promise.resolve(null),
        standRegistration: () => Promise.resolve(null),
        leaveRegistrations: () => Promise.resolve(null),
        dropRegistration: () => Promise.resolve(null),
        readFeedPlace: ({ account }) => Promise.resolve(places.get(account) ?? null),
        saveFeedPlace: ({ account, place }) => {
          places.set(account, place);
          return Promise.resolve(null);
        },
      },
    },
    scope,
  );
  const acceptAll = (all: readonly Incoming[]) => {
    accepted.push(...all);
    return Promise.resolve([]);
  };
  carbonVoice.start({ webhook: () => 'later', inbox: { acceptAll } });
  return carbonVoice;
}

test('a wake has account, feed and live line looked at anew, at once', async () => {
  const carbonVoice = start({ socket: true });
  await until(() => double.sockets.count === 1 && asked(feed) > 0);
  await until(() => carbonVoice.channel.backlog.caughtUp.isOpen && clock.pending >= 3);
  const before = { feed: asked(feed), whoami: asked('/whoami') };
  double.saidEarlier({ text: 'While you slept', conversationId: 'c1' });

  carbonVoice.wake();
  expect(carbonVoice.channel.backlog.caughtUp.isOpen).toBe(false);
  await until(() => accepted.length === 1 && double.sockets.tries.length === 2);
  await until(() => carbonVoice.channel.backlog.caughtUp.isOpen);

  expect(asked(feed)).toBeGreaterThan(before.feed);
  expect(asked('/whoami')).toBeGreaterThan(before.whoami);
});

test('the state tells how messages come, with and without the live line', async () => {
  start({ socket: true });

  await until(() => board.states.carbonvoice.detail.includes('the live connection tells'));
  await until(() => asked(feed) > 0);
  double.sockets.mood = 'dead';
  double.sockets.cut();
  await until(() => board.states.carbonvoice.detail.includes('fetched every five seconds'));

  expect(board.states.carbonvoice).toMatchObject({ status: 'connected', remedy: '' });
});

test('a first start without the service is noted, so that nothing said since is the past', async () => {
  await double.stop();
  start({ socket: false });
  const startedAt = clock.now();

  await until(() => places.size > 0);

  expect(board.states.carbonvoice.status).toBe('failed');
  expect(places.get('')).toMatchObject({ startedAt });
});

test('no live line is made when it is switched off', async () => {
  start({ socket: false });

  await until(() => places.size > 0 && asked(feed) > 0);

  expect(double.sockets.tries).toEqual([]);
});

test('nothing is read for an account by the token of another one', async () => {
  double.tokens.add('cv_pat_other');
  const isOther = (call: Call): boolean => call.authorization === 'Bearer cv_pat_other';
  double.disturb = (call) =>
    call.path === '/whoami' && isOther(call)
      ? { status: 200, body: { success: true, user: { user_guid: 'other-agent' } } }
      : null;
  start({ socket: true });
  await until(() => double.sockets.count === 1 && asked(feed) > 0 && clock.pending >= 3);
  double.say({ text: 'Hello', conversationId: 'c1' });
  await until(() => {
    clock.advance(100);
    return (places.get('agent-user')?.cursor ?? null) !== null;
  });
  // Nothing keeps the next ring waiting.
  for (let step = 0; step < 30; step += 1) {
    clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  token = 'cv_pat_other';
  tell('carbonvoice-pat');
  await until(() => {
    clock.advance(100);
    return places.has('other-agent') && double.journal.calls.filter(isOther).length > 2;
  });

  const [first] = double.journal.calls.filter((call) => isOther(call) && call.path === feed);
  expect(first?.query.get('cursor')).toBeNull();
});
