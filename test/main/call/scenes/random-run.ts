import type { TelephonyEvent } from '../../../../main/call/ports.ts';
import { PhoneWorld } from './phone-world.ts';
import { Random } from './random.ts';
import { calm, disturb, randomScript, randomWorld, Vocabulary } from './random-calls.ts';

type Told = { readonly callId: string; readonly text: string };

/** What a run of random calls came to; empty lists for one in which all was well. */
export type RunOutcome = {
  readonly calls: number;
  readonly leftovers: ReturnType<PhoneWorld['leftovers']>;
  /** Words of the caller that are not in the thread, or more than once. */
  readonly words: readonly string[];
  /** Words of the agent that were said and are in no reply of the thread. */
  readonly replies: readonly string[];
  /** Words that the thread takes for heard and that were never said. */
  readonly heard: readonly string[];
  /** Sessions of calls that are over, so that it can be seen whether anything holds them. */
  readonly sessions: readonly WeakRef<object>[];
};

/** Some calls, several at once, in a world whose every turn is drawn from the seed. */
export async function runRandomCalls(seed: number, count: number): Promise<RunOutcome> {
  const random = new Random(seed);
  const vocabulary = new Vocabulary();
  const told: Told[] = [];
  const sessions = new Set<WeakRef<object>>();
  const options = randomWorld(random, vocabulary);
  const world: PhoneWorld = await PhoneWorld.open({
    ...options,
    onTold: (event) => note(world, event, told),
  });
  const ids: string[] = [];
  while (ids.length < count) {
    const many = Math.min(random.between(1, 3), count - ids.length);
    for (let call = 0; call < many; call += 1) {
      ids.push(world.dial(randomScript(random, vocabulary)));
      await world.run(random.between(0, 1500));
    }
    await goOn(world, random, sessions);
    await end(world, ids);
  }
  const outcome = { calls: ids.length, ...judge(world, told), sessions: [...sessions] };
  await world.close();
  return outcome;
}

async function goOn(
  world: PhoneWorld,
  random: Random,
  sessions: Set<WeakRef<object>>,
): Promise<void> {
  const rounds = random.between(3, 12);
  for (let round = 0; round < rounds && world.desk.calls.length > 0; round += 1) {
    if (random.isLucky(0.35)) disturb(random, world);
    await world.run(random.between(200, 6000));
    if (random.isLucky(0.5)) calm(world);
    for (const { session } of world.desk.calls) sessions.add(new WeakRef(session));
  }
}

/** Everybody hangs up, and all is well again; then everything must come to its end. */
async function end(world: PhoneWorld, ids: readonly string[]): Promise<void> {
  calm(world);
  for (const id of ids) {
    if (world.status(id) !== 'hangup') world.hangUp(id);
  }
  for (let second = 0; second < 150; second += 1) {
    await world.run(1000);
    const { sessions, calls, timers } = world.leftovers();
    if (sessions.length === 0 && calls === 0 && timers === 0) return;
  }
}

/** Transcripts of the caller that came while the call was in our hands. */
function note(world: PhoneWorld, event: TelephonyEvent, told: Told[]): void {
  if (event.type !== 'transcript' || event.direction !== 'in') return;
  const callId = world.service.callOf(event.transcriptionId);
  const isOurs = world.desk.calls.some(({ record }) => record.id === callId);
  if (callId !== null && isOurs) told.push({ callId, text: event.text });
}

function judge(world: PhoneWorld, told: readonly Told[]): Omit<RunOutcome, 'calls' | 'sessions'> {
  return {
    leftovers: world.leftovers(),
    words: told.flatMap(({ callId, text }) => misplaced(world, callId, text)),
    replies: unkept(world),
    heard: unsaid(world),
  };
}

/** The words that come only once; all others cannot be told apart. */
function rare(text: string): readonly string[] {
  return (
    text.match(
      /(?:[bcdfghjklmnpqrstvwxz]o)+(?:order|garden|window|ticket|river|letter|engine|blanket)/gu,
    ) ?? []
  );
}

function misplaced(world: PhoneWorld, callId: string, text: string): readonly string[] {
  // What comes back of the agent's own words is no word of the caller.
  const own = world.service
    .said(callId)
    .map((utterance) => utterance.text)
    .join(' ');
  const kept = rare(world.lines(callId, 'in').join(' '));
  return rare(text)
    .filter((word) => own.includes(word))
    .filter((word) => kept.filter((other) => other === word).length !== 1)
    .map(
      (word) => `${word} of "${text}", kept ${kept.filter((other) => other === word).length} times`,
    );
}

function unkept(world: PhoneWorld): readonly string[] {
  const kept = world.kept
    .filter(({ side }) => side === 'out')
    .map(({ text }) => text)
    .join(' ');
  return world.orders
    .filter(({ order, isTaken }) => order === 'say' && isTaken)
    .flatMap(({ text }) => rare(text))
    .filter((word) => !kept.includes(word));
}

function unsaid(world: PhoneWorld): readonly string[] {
  const calls = new Set(world.kept.map(({ callId }) => callId));
  const played = [...calls].flatMap((id) => world.texts(id));
  const taken = world.orders.filter(({ isTaken }) => isTaken).map(({ text }) => text);
  const said = [...played, ...taken].join(' ');
  return world.kept
    .filter(({ side }) => side === 'out')
    .flatMap(({ heard }) => rare(heard ?? ''))
    .filter((word) => !said.includes(word));
}
