import { setTimeout as delay } from 'node:timers/promises';
import { askInstance } from '../../main/control/control-client.ts';
import type { Instance } from '../app/instance.ts';
import { until } from '../app/until.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { deliveryShapes } from '../peers/carbon-voice/deliveries.ts';
import type { NewMessage } from '../peers/carbon-voice/messages.ts';
import type { ModelServer } from '../peers/model-server.ts';
import type { Book, Said } from './book.ts';

/** One kill with all that its scene plays with. */
export type Round = {
  readonly kill: number;
  /** In the id of the conversation that is this round's own. */
  readonly token: string;
  readonly double: CarbonVoiceDouble;
  readonly model: ModelServer;
  readonly book: Book;
  /** Null while nothing runs. */
  readonly app: Instance | null;
  /** A conversation that goes on over many kills. */
  readonly steady: string;
  /** What the owner wants; null while it is under way. */
  readonly setPaused: (paused: boolean | null) => void;
};

/**
 * When the app is started: `up`: it runs, and has done all that was left; `down`: what is said comes while nothing runs,
 * and the start is what dies; `new`: a home that was never used.
 */
export type Scene = {
  readonly start: 'up' | 'down' | 'new';
  readonly env?: Readonly<Record<string, string>>;
  readonly play: (round: Round) => Promise<unknown>;
};

const delivered: Scene = {
  start: 'up',
  // In conversations of their own: what is delivered again after a kill comes later than what the feed tells.
  play: (round) =>
    eachConversation({ ...round, steady: `${round.steady} by delivery` }, (change) =>
      tell(round, { ...change, unlisted: true }),
    ),
};

const both: Scene = {
  start: 'up',
  play: (round) => eachConversation(round, (change) => tellOften(round, change)),
};

/** By name. Each says a few words, so that there are neighbours to lose. */
export const scenes = {
  /** Deliveries alone: the feed does not know of them. */
  delivery: delivered,
  /** The feed alone, when the live socket rings. */
  feed: {
    start: 'up',
    play: async (round) => {
      await until('the bell', () => round.double.sockets.count > 0 || round.app?.isOver);
      return eachConversation(round, async (change) => void say(round, change));
    },
  },
  /** Every way at once, and each delivery in three shapes. */
  both,
  /** The words come after the message. */
  late: {
    start: 'up',
    play: async (round) => {
      const said = say(round, { text: '', ...own(round) });
      const more = deliver(round, said).then(() =>
        tellOften(round, { ...own(round), ...words(round, 2) }),
      );
      await Promise.race([delay(150), round.app?.exited]);
      said.text = words(round, 1).text;
      if (said.message) round.double.transcribe(said.message, said.text);
      await more;
    },
  },
  /** By the window or the command line. */
  desk: {
    start: 'up',
    play: async (round) => {
      const beside = tell(round, { ...words(round, 1), ...own(round) });
      await atDesk(round, 1);
      await atDesk(round, 2);
      await beside;
    },
  },
  stranger: {
    start: 'up',
    play: async (round) => {
      await tellOften(round, { ...words(round, 1), ...own(round), from: 'somebody' });
      await tellOften(round, { ...words(round, 2), ...own(round) });
    },
  },
  /** The reply is stored, and the answer to it never comes. */
  'lost answer': {
    start: 'up',
    play: (round) => {
      round.double.sendFault = 'answer-lost';
      return both.play(round);
    },
  },
  /** 500 to the reply, and nothing is stored. */
  refused: {
    start: 'up',
    play: (round) => {
      round.double.sendFault = 'refused';
      return both.play(round);
    },
  },
  /** The message cannot be read for a while. */
  unreadable: {
    start: 'up',
    play: async (round) => {
      round.double.feedFault = 'stuck';
      await tell(round, { text: `${words(round, 1).text} (stuck)`, ...own(round) });
    },
  },
  /** The model says nothing, or stops in the midst. */
  'silent model': {
    start: 'up',
    play: (round) => {
      round.model.mood = 'hang';
      return delivered.play(round);
    },
  },
  'stopped model': {
    start: 'up',
    play: (round) => {
      round.model.mood = 'half';
      return delivered.play(round);
    },
  },
  paused: {
    start: 'up',
    play: async (round) => {
      await pause(round, true);
      await delivered.play(round);
    },
  },
  resumed: {
    start: 'up',
    play: async (round) => {
      await pause(round, true);
      await delivered.play(round);
      await pause(round, false);
    },
  },
  /** Said while nothing ran. */
  'catch-up': {
    start: 'down',
    play: (round) => eachConversation(round, async (change) => void sayEarlier(round, change)),
  },
  /** The same, and so old that one reply answers all of a conversation. */
  digest: {
    start: 'down',
    env: { ADJUTANT_CARBONVOICE_DIGEST_AFTER_MS: '1' },
    play: async (round) => {
      await eachConversation(round, async (change) => void sayEarlier(round, change));
      for (const said of round.book.open) said.mayBeDigested = true;
    },
  },
  /** Nothing is said: the first start of all. */
  'first start': { start: 'new', play: async () => {} },
} as const satisfies Readonly<Record<string, Scene>>;

export type SceneName = keyof typeof scenes;

type Change = Omit<NewMessage, 'from'> & { readonly from?: string };

/** Two in the round's own conversation, in order, and one beside them in a long one. */
async function eachConversation(
  round: Round,
  speak: (change: Change) => Promise<void>,
): Promise<void> {
  const inOrder = async (): Promise<void> => {
    await speak({ ...own(round), ...words(round, 1) });
    await speak({ ...own(round), ...words(round, 2) });
  };
  await Promise.all([inOrder(), speak({ conversationId: round.steady, ...words(round, 3) })]);
}

function own({ token }: Round): { readonly conversationId: string } {
  return { conversationId: token };
}

function words({ token }: Round, number: number): { readonly text: string } {
  return { text: `${token} words ${number}` };
}

function say(round: Round, change: Change): Said {
  return note(round, change, round.double.say(change));
}

function sayEarlier(round: Round, change: Change): Said {
  return note(round, change, round.double.saidEarlier(change));
}

function note({ book, kill }: Round, change: Change, message: Said['message']): Said {
  return book.add({
    text: change.text,
    conversationId: change.conversationId,
    message,
    kill,
    expect: change.from === undefined ? 'answer' : 'silence',
    deliveredOnly: change.unlisted ?? false,
    taken: false,
    mayBeDigested: false,
  });
}

async function tell(round: Round, change: Change): Promise<void> {
  await deliver(round, say(round, change));
}

async function tellOften(round: Round, change: Change): Promise<void> {
  const said = say(round, change);
  await Promise.all(deliveryShapes.map((shape) => deliver(round, said, shape)));
}

/** As a service does: one try, and the knowledge whether it was taken. */
export async function deliver(
  { app, double }: Pick<Round, 'app' | 'double'>,
  said: Said,
  shape: (typeof deliveryShapes)[number] = 'current',
): Promise<void> {
  if (!app || app.isOver || !said.message) return;
  try {
    said.taken ||= (await double.deliver(app.webhookUrl, said.message, shape)) === 204;
  } catch {
    // It died before it answered; whoever delivers tries again.
  }
}

async function atDesk({ app, book, kill, token }: Round, number: number): Promise<void> {
  if (!app || app.isOver) return;
  const text = `${token} at the desk ${number}`;
  const said = book.add({
    ...{ text, conversationId: null, message: null, kill, expect: 'answer' },
    ...{ deliveredOnly: false, taken: false, mayBeDigested: false },
  });
  const onItem = (): void => {
    said.taken = true;
  };
  await askInstance(app.home, { command: 'say', args: { text } }, { onItem }).catch(() => {
    // It died; what it had taken on by then has to be there afterwards.
  });
}

async function pause({ app, setPaused }: Round, paused: boolean): Promise<void> {
  if (!app || app.isOver) return;
  setPaused(null);
  const command = paused ? 'pause' : 'resume';
  try {
    await askInstance(app.home, { command, args: {} }, { onItem: () => {} });
    setPaused(paused);
  } catch {
    // It died in the midst: either is right.
  }
}
