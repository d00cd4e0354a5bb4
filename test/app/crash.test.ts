import { beforeAll, expect, test } from 'vitest';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { Call, Phase } from '../peers/carbon-voice/journal.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import type { ModelServer } from '../peers/model-server.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

type Peers = { readonly double: CarbonVoiceDouble; readonly model: ModelServer };
/** Resolves at the instant at which the app is to die, as seen from outside. */
type Instant = (peers: Peers, message: StoredMessage) => Promise<unknown>;

function atCall(pick: (call: Call, message: StoredMessage) => boolean, phase: Phase): Instant {
  return ({ double }, message) =>
    new Promise<void>((resolve) => {
      const stop = double.onCall((call, now) => {
        if (now !== phase || !pick(call, message)) return;
        stop();
        resolve();
      });
    });
}

function atModel(stage: 'asked' | 'chunk'): Instant {
  return ({ model }, message) =>
    new Promise<void>((resolve) => {
      model.onStage = (now, { messages }) => {
        if (now === stage && messages.at(-1)?.content.includes(message.transcript)) resolve();
      };
    });
}

const isRead = ({ path }: Call, { id }: StoredMessage) => path === `/v6/messages/${id}`;
const isReaction = ({ path }: Call, { id }: StoredMessage) => path === `/reactions/message/${id}`;
const isSend = ({ path, body }: Call, { conversationId }: StoredMessage) =>
  path === '/v5/messages/text' && body['conversation_id'] === conversationId;
const isReadMark = ({ method, path }: Call, { id }: StoredMessage) =>
  method === 'DELETE' && path.endsWith(`/${id}`);

const instants: readonly (readonly [string, Instant])[] = [
  ['right after the 2xx', async () => {}],
  ['when it is read', atCall(isRead, 'arrived')],
  ['when it was read', atCall(isRead, 'kept')],
  ['at the reaction', atCall(isReaction, 'arrived')],
  ['after the reaction', atCall(isReaction, 'kept')],
  ['when the model is asked', atModel('asked')],
  ['at the first word of the model', atModel('chunk')],
  ['when the reply arrives', atCall(isSend, 'arrived')],
  ['when the reply is stored', atCall(isSend, 'kept')],
  [
    'when the reply is stored and its answer is lost',
    async (peers, message) => {
      peers.double.sendFault = 'answer-lost';
      await atCall(isSend, 'kept')(peers, message);
    },
  ],
  [
    'when the reply was refused with 500',
    async (peers, message) => {
      peers.double.sendFault = 'refused';
      await atCall(isSend, 'kept')(peers, message);
    },
  ],
  [
    'while the model says nothing',
    async (peers, message) => {
      peers.model.mood = 'hang';
      await atModel('asked')(peers, message);
    },
  ],
  [
    'while the model has stopped in the midst',
    async (peers, message) => {
      peers.model.mood = 'half';
      await atModel('chunk')(peers, message);
    },
  ],
  ['at the read mark', atCall(isReadMark, 'arrived')],
  ['after the read mark', atCall(isReadMark, 'kept')],
];

test(
  'every message is answered exactly once, whenever the app is killed',
  { timeout: 40_000 },
  async () => {
    await using double = await startCarbonVoice();
    await using model = await startModelServer();
    model.words = ({ messages }) => [
      'Answer ',
      'to ',
      messages.at(-1)?.content.split('\n').at(-1) ?? '',
    ];
    await using home = await temporaryHome();
    const start = (): Promise<Instance> =>
      startInstance({
        home: home.path,
        env: {
          ADJUTANT_CARBONVOICE_URL: double.url,
          ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
          ADJUTANT_LLM_URL: model.url,
          ADJUTANT_LLM_MODEL: 'small',
        },
      });
    const messages: StoredMessage[] = [];
    for (const [name, instant] of instants) {
      await using app = await start();
      const message = double.say({ text: `killed ${name}`, conversationId: `c ${name}` });
      messages.push(message);
      const reached = instant({ double, model }, message);
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
      await Promise.race([reached, noLongerThan(name)]);
      await app.kill();
      double.sendFault = 'none';
      model.mood = 'answer';
      model.onStage = () => {};
    }
    await using app = await start();
    const { inbox, outbox } = await until(
      'everything is brought to its end',
      async () => {
        const now = await app.status();
        const isOver = now.inbox.pending + now.outbox.pending + now.outbox.unknown === 0;
        return isOver && now;
      },
      15_000,
    );
    expect([inbox.failed, outbox.failed]).toEqual([0, 0]);
    const answers = messages.map((message) =>
      double.repliesTo(message).map(({ transcript }) => transcript),
    );
    expect(answers).toEqual(messages.map(({ transcript }) => [`Answer to ${transcript}`]));
    const keys = double.sends.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(messages.length);
    await until('all are marked as read', () =>
      messages.every(({ id }) => double.journal.readMarks.some((mark) => mark.messageId === id)),
    );
  },
);

async function noLongerThan(name: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`never came to: ${name}`)), 8000);
  timer.unref();
  return promise.finally(() => clearTimeout(timer));
}
