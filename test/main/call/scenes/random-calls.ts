import { sleep } from '../../../../main/base/clock.ts';
import type { CallHappening } from '../../../../main/call/call-events.ts';
import type { CallQuestion } from '../../../../main/call/ports.ts';
import type { ScriptStep } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import {
  backchannel,
  cough,
  echo,
  hangUp,
  interrupt,
  pause,
  say,
  waitForSilence,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { VoipBinFault } from '../../../../main/rehearsal/voipbin/faults.ts';
import type { Fate } from './in-process-transport.ts';
import type { Asked, PhoneWorld, WorldOptions } from './phone-world.ts';
import type { Random } from './random.ts';

/** Those that a call must survive; each is on for a while. */
export const passingFaults: readonly [VoipBinFault, ...VoipBinFault[]] = [
  'duplicate-events',
  'disordered-events',
  'session-events',
  'old-times',
  'bare-speakings-list',
  'speaking-slow',
  'speaking-stuck-initiating',
  'speaking-timeout',
  'speaking-500-exists',
  'say-404-once',
  'say-slow',
  'send-429',
  'rate-limits',
  'server-500',
  'slow-answers',
  'transcribe-409-exists',
  'transcription-dies-silently',
  'stt-not-configured',
  'no-speech-events',
  'interim-less',
  'late-finals',
  'no-own-transcripts',
  'hangup-not-told',
];

const nouns = [
  'order',
  'garden',
  'window',
  'ticket',
  'river',
  'letter',
  'engine',
  'blanket',
] as const;
const letters = 'bcdfghjklmnpqrstvwxz';
const endings = ['.', '?', ' and', '', ', please.'] as const;

/** Words that come once in all calls, so that each can be found again. */
export class Vocabulary {
  #count = 0;

  word(random: Random): string {
    this.#count += 1;
    let tail = '';
    for (let rest = this.#count; rest > 0; rest = Math.floor(rest / letters.length)) {
      tail += `${letters[rest % letters.length] ?? ''}o`;
    }
    return `${tail}${random.pick(nouns)}`;
  }

  sentence(random: Random, words: number): string {
    const list = Array.from({ length: words }, () => this.word(random));
    return `${list.join(' ')}${random.pick(endings)}`;
  }
}

/** What one caller does. */
export function randomScript(random: Random, words: Vocabulary): readonly ScriptStep[] {
  const steps: ScriptStep[] = [pause(random.between(200, 3000))];
  const count = random.between(1, 5);
  for (let step = 0; step < count; step += 1) {
    steps.push(...randomSteps(random, words), pause(random.between(0, 6000)));
  }
  if (random.isLucky(0.8)) steps.push(hangUp());
  return steps;
}

function randomSteps(random: Random, words: Vocabulary): readonly ScriptStep[] {
  const text = words.sentence(random, random.between(2, 9));
  const finalDelayMs = random.between(0, 900);
  const split = random.isLucky(0.2) ? 2 : 1;
  const afterMs = random.between(100, 4000);
  const withEvents = random.isLucky(0.9);
  const choice = random.between(1, 20);
  if (choice <= 9) return [say(text, { finalDelayMs, split, withEvents })];
  if (choice <= 13) return [interrupt(text, { afterMs, finalDelayMs, split })];
  if (choice <= 15) return [turnIsOver, backchannel(random.pick(small), { finalDelayMs })];
  if (choice <= 17) return [cough(random.between(100, 1200))];
  if (choice === 18) return [echo(1)];
  return [waitForSilence(random.between(300, 2000))];
}

/** Whether a small word is kept hangs on whether a turn of the caller is open. */
const turnIsOver = pause(6000);
const small = ['Mm-hmm.', 'Yeah.', 'Okay.'] as const;

/** How the network and the events of one world are. */
export function randomWorld(random: Random, words: Vocabulary): WorldOptions {
  const share = random.pick([0, 0.02, 0.1] as const);
  return {
    settings: {
      disclosure: 'This is Adjutant, an AI assistant.',
      greeting: random.pick(['', 'Hello, how can I help you?']),
      providers: random.pick([['elevenlabs', 'gcp'], ['gcp'], ['aws', 'elevenlabs']]),
      transcribeDirection: random.pick(['in', 'both']),
      maxCallMs: random.pick([60_000, 3_300_000]),
    },
    withWebhook: random.isLucky(0.3),
    setupMs: random.between(0, 1500),
    fate: () => randomFate(random, share),
    travel: () => randomTravel(random, share),
    answer: (question, asked) => randomAnswer({ random, words, question }, asked),
  };
}

function randomFate(random: Random, share: number): Fate {
  if (random.isLucky(share)) {
    const status = random.pick([429, 429, 500, 502, 503]);
    const fates: readonly [Fate, ...Fate[]] = [
      { type: 'refused', status, retryAfterS: random.between(1, 3) },
      { type: 'lost-request' },
      { type: 'lost-answer' },
      { type: 'served', answerMs: random.between(1000, 8000) },
      { type: 'served', delayMs: random.between(1000, 8000) },
      // Nothing comes at all: the client gives it up.
      { type: 'served', delayMs: 100_000 },
    ];
    return random.pick(fates);
  }
  return { type: 'served', delayMs: random.between(0, 120), answerMs: random.between(0, 120) };
}

/** VoIPBIN: each event twice on the socket; here also late, and once or three times. */
function randomTravel(random: Random, share: number): readonly number[] {
  const first = random.isLucky(share) ? random.between(200, 900) : random.between(0, 60);
  const copies = random.isLucky(share) ? random.between(0, 2) : 1;
  return [first, ...Array.from({ length: copies }, () => first + random.between(0, 200))];
}

async function* randomAnswer(
  given: {
    readonly random: Random;
    readonly words: Vocabulary;
    readonly question: CallQuestion;
  },
  { clock, signal }: Asked,
): AsyncIterable<string> {
  const { random, words, question } = given;
  await sleep(clock, random.pick([0, 200, 900, 5000]), signal);
  if (question.after === null) yield 'I see. ';
  const count = random.between(0, 3);
  for (let sentence = 0; sentence < count; sentence += 1) {
    yield `${words.sentence(random, random.between(3, 12)).replace(/\W+$/u, '')}. `;
    await sleep(clock, random.between(0, 600), signal);
  }
}

type Disturbance = (world: PhoneWorld, random: Random, callId: string) => void;

const fail: Disturbance = (world, random) =>
  world.service.setFault(random.pick(passingFaults), true);

const disturbances: readonly [Disturbance, ...Disturbance[]] = [
  ...([fail, fail, fail, fail, fail] as const),
  (world) => world.dropSocket(),
  (world) => world.dropSocket(),
  (world, _random, callId) => world.service.endTranscriptions(callId),
  (world, _random, callId) => world.service.stopSpeaking(callId),
  (world, _random, callId) => tell(world, callId, { type: 'owner-says', text: 'A word from us.' }),
  (world, random, callId) =>
    tell(world, callId, { type: 'mute-changed', muted: random.isLucky(0.5) }),
  (world, _random, callId) => tell(world, callId, { type: 'hang-up-asked', goodbye: null }),
  (world, _random, callId) => {
    if (world.status(callId) !== 'hangup') world.hangUp(callId);
  },
];

function tell(world: PhoneWorld, callId: string, happening: CallHappening): void {
  const call = world.desk.calls.find(({ record }) => record.id === callId);
  call?.session.happen(happening);
}

/** One thing that happens while calls go on. */
export function disturb(random: Random, world: PhoneWorld): void {
  const { calls } = world.desk;
  const call = calls[random.between(0, calls.length - 1)];
  if (call) random.pick(disturbances)(world, random, call.record.id);
}

/** All that was disturbed is as it should be again. */
export function calm(world: PhoneWorld): void {
  for (const fault of passingFaults) world.service.setFault(fault, false);
  world.reconnect();
}
