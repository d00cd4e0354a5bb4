import { setTimeout as delay } from 'node:timers/promises';
import type { OperationName } from '../../main/store/operations.ts';
import type { Call, Phase } from '../peers/carbon-voice/journal.ts';
import type { DeathAt } from './death.ts';
import type { Round, SceneName } from './scenes.ts';

/** Resolves at the instant at which the app is to be killed from outside. */
export type Instant = (round: Round, random: () => number) => Promise<unknown>;

/** One named instant in a message's life at which the app dies. */
export type Point = {
  readonly name: string;
  readonly scene: SceneName;
  readonly at: DeathAt | Instant;
  /** How often the scene surely comes by it; one of these kills. */
  readonly times: number;
};

type Step = {
  readonly scene: SceneName;
  readonly operation: OperationName;
  readonly state?: string;
  readonly phases?: readonly StorePhase[];
  readonly times?: number;
};
type StorePhase = 'asked' | 'written' | 'committed';

const storePhases = {
  asked: 'is asked for',
  written: 'is about to be committed',
  committed: 'is committed and not told',
} as const;

/** Operations of the store by their names in main/store/operations.ts. */
const steps: readonly Step[] = [
  { scene: 'delivery', operation: 'accept', phases: ['asked', 'written', 'committed'], times: 2 },
  { scene: 'delivery', operation: 'resolve', times: 2 },
  { scene: 'delivery', operation: 'completeTurn', times: 2 },
  { scene: 'delivery', operation: 'markOutbound', state: 'sending', times: 2 },
  { scene: 'both', operation: 'markOutbound', state: 'sent', times: 2 },
  { scene: 'both', operation: 'unreadInbox', phases: ['asked'] },
  { scene: 'both', operation: 'markRead', times: 2 },
  { scene: 'feed', operation: 'accept', times: 2 },
  { scene: 'feed', operation: 'saveFeedPlace' },
  { scene: 'desk', operation: 'accept', times: 3 },
  { scene: 'desk', operation: 'completeTurn', times: 3 },
  { scene: 'late', operation: 'resolve', phases: ['committed'], times: 2 },
  { scene: 'stranger', operation: 'settle' },
  { scene: 'unreadable', operation: 'postpone', phases: ['committed'] },
  { scene: 'lost answer', operation: 'markOutbound', state: 'unknown' },
  { scene: 'lost answer', operation: 'sentRemoteIds', phases: ['asked'] },
  { scene: 'lost answer', operation: 'markOutbound', state: 'sent', phases: ['committed'] },
  { scene: 'refused', operation: 'markOutbound', state: 'queued', phases: ['committed'] },
  { scene: 'paused', operation: 'accept', phases: ['committed'], times: 2 },
  { scene: 'resumed', operation: 'completeTurn', phases: ['committed'], times: 2 },
  { scene: 'catch-up', operation: 'pendingInbox', phases: ['asked'] },
  { scene: 'catch-up', operation: 'openOutbox', phases: ['asked'] },
  { scene: 'catch-up', operation: 'readFeedPlace', phases: ['asked'] },
  { scene: 'catch-up', operation: 'accept', times: 3 },
  { scene: 'catch-up', operation: 'saveFeedPlace' },
  { scene: 'catch-up', operation: 'saveRegistration', phases: ['committed'] },
  { scene: 'catch-up', operation: 'standRegistration' },
  { scene: 'digest', operation: 'completeTurn', times: 2 },
  { scene: 'first start', operation: 'saveFeedPlace', phases: ['committed'] },
];

function toPoints({ phases = ['written', 'committed'], ...step }: Step): readonly Point[] {
  const { scene, operation, state, times = 1 } = step;
  const what = state === undefined ? operation : `${operation} ${state}`;
  return phases.map((phase) => ({
    name: `${scene}: ${what} ${storePhases[phase]}`,
    ...{ scene, times, at: { where: 'store', operation, state, phase } },
  }));
}

type Exchange = {
  readonly scene: SceneName;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly phases?: readonly RequestPhase[];
};
type RequestPhase = 'leaving' | 'answered';

const requestPhases = { leaving: 'about to be asked', answered: 'just answered' } as const;

/** Requests to Carbon Voice. */
const exchanges: readonly Exchange[] = [
  { scene: 'delivery', name: 'the message', method: 'GET', path: '^/v6/messages/(?!updates)' },
  {
    ...{ scene: 'delivery', name: 'the conversation', method: 'GET', path: '^/channel/' },
    phases: ['answered'],
  },
  { scene: 'delivery', name: 'the reaction', method: 'POST', path: '^/reactions/' },
  { scene: 'both', name: 'the reply', method: 'POST', path: '^/v5/messages/text$' },
  { scene: 'both', name: 'the read mark', method: 'DELETE', path: '^/notifications/' },
  {
    ...{ scene: 'lost answer', name: 'the feed for the reply', method: 'GET' },
    ...{ path: '^/v6/messages/updates$', phases: ['answered'] },
  },
  {
    ...{ scene: 'catch-up', name: 'who we are', method: 'GET', path: '^/whoami$' },
    phases: ['answered'],
  },
  { scene: 'catch-up', name: 'the registration', method: 'POST', path: '^/apps/subscribe$' },
  { scene: 'catch-up', name: 'the feed', method: 'GET', path: '^/v6/messages/updates$' },
];

function toRequestPoints(exchange: Exchange): readonly Point[] {
  const { scene, name, method, path, phases = ['leaving', 'answered'] } = exchange;
  return phases.map((phase) => ({
    name: `${scene}: ${name}, ${requestPhases[phase]}`,
    ...{ scene, times: 1, at: { where: 'request', method, path, phase } },
  }));
}

/** As seen by the service: a request of this round stands there so. */
function atCall(pick: (call: Call) => boolean, phase: Phase): Instant {
  return ({ double, book, kill }) =>
    new Promise<void>((resolve) => {
      const stop = double.onCall((call, now) => {
        const ids = book.of(kill).map(({ message }) => message?.id ?? '');
        const asked = JSON.stringify([call.path, call.body]);
        if (now !== phase || !pick(call) || !ids.some((id) => asked.includes(id))) return;
        stop();
        resolve();
      });
    });
}

/** As seen by the model. */
function atModel(stage: 'asked' | 'chunk'): Instant {
  return ({ model, token }) =>
    new Promise<void>((resolve) => {
      model.onStage = (now, { messages }) => {
        if (now === stage && messages.at(-1)?.content.includes(token)) resolve();
      };
    });
}

const isRead = ({ path }: Call) => path.startsWith('/v6/messages/');
const isReaction = ({ path }: Call) => path.startsWith('/reactions/');
const isSend = ({ path }: Call) => path === '/v5/messages/text';
const isReadMark = ({ method }: Call) => method === 'DELETE';

const outside: readonly (readonly [SceneName, string, Instant])[] = [
  ['both', 'the reply is kept and its answer is on its way', atCall(isSend, 'kept')],
  ['both', 'the read mark is kept and its answer is on its way', atCall(isReadMark, 'kept')],
  ['lost answer', 'the reply is kept and its answer is lost', atCall(isSend, 'kept')],
  ['refused', 'the reply is refused with 500', atCall(isSend, 'kept')],
  ['late', 'the words are awaited', atCall(isRead, 'kept')],
  ['delivery', 'the model is asked', atModel('asked')],
  ['delivery', 'the first word of the model has come', atModel('chunk')],
  ['silent model', 'the model says nothing', atModel('asked')],
  ['stopped model', 'the model has stopped in the midst', atModel('chunk')],
  ['paused', 'it is kept', untilTaken],
  ['resumed', 'the first reaction after it', atCall(isReaction, 'arrived')],
  ['delivery', 'all deliveries are taken', untilTaken],
];

async function untilTaken({ book, kill, app }: Round): Promise<void> {
  while (!app?.isOver && (book.of(kill).length < 3 || !book.of(kill).every(({ taken }) => taken))) {
    await delay(1);
  }
}

const inApp: readonly (readonly [SceneName, string, DeathAt, number])[] = [
  ['delivery', 'the 2xx is about to leave', { where: 'delivery', phase: 'answering' }, 2],
  ['delivery', 'the 2xx has left', { where: 'delivery', phase: 'answered' }, 2],
  [
    'first start',
    'the schema is about to be committed',
    { where: 'migration', phase: 'written' },
    1,
  ],
  ['first start', 'the schema is committed', { where: 'migration', phase: 'committed' }, 1],
];

/** Every named point. */
export const points: readonly Point[] = [
  ...steps.flatMap(toPoints),
  ...exchanges.flatMap(toRequestPoints),
  ...inApp.map(([scene, what, at, times]) => ({ name: `${scene}: ${what}`, scene, at, times })),
  ...outside.map(([scene, what, at]) => ({ name: `${scene}: ${what}`, scene, at, times: 1 })),
];

/** Longest time after the scene has begun, in milliseconds. */
const liveMs = 500;
const startMs = 1200;

function atRandom(limitMs: number): Instant {
  return (_round, random) => delay(random() * limitMs);
}

/** At any time at all. */
export const randomPoints: readonly Point[] = [
  ...(['delivery', 'feed', 'both', 'late', 'desk', 'lost answer', 'resumed'] as const).map(
    (scene) => ({ name: `${scene}: at random`, scene, at: atRandom(liveMs), times: 1 }),
  ),
  ...(['catch-up', 'digest', 'first start'] as const).map((scene) => ({
    ...{ name: `${scene}: at random`, scene, at: atRandom(startMs), times: 1 },
  })),
];
