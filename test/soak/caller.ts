import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { newCall } from '../peers/voipbin/records.ts';
import type { Wire } from '../peers/voipbin/records.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';

const ownNumber = '+15550001000';

/** The variables with which the app takes calls of a double. */
export function phoneEnv(peer: VoipBinPeer) {
  return {
    ADJUTANT_VOIPBIN_URL: peer.url,
    ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
    ADJUTANT_VOIPBIN_SOURCE: ownNumber,
    ADJUTANT_PHONE_INBOUND: 'everyone',
    ADJUTANT_PHONE_DISCLOSURE: 'I am an AI.',
    ADJUTANT_PHONE_GREETING: 'Yes?',
  } as const;
}

/** What came of one call: what the caller said, how often, and whether that was answered before the call ended. */
export type PlayedCall = {
  readonly id: string;
  readonly words: string;
  readonly times: number;
  readonly wasAnswered: boolean;
  /** How far it came. */
  readonly stage: 'rang' | 'was listened to' | 'was spoken to' | 'was answered';
};

/** Whoever hears nothing for so long hangs up. */
const patienceMs = 40_000;
/** Whoever is not answered says it again: the words were lost with a connection. */
const repeatMs = 8000;
const lookEveryMs = 50;

/** Dials the agent's number, says one thing when spoken to, and hangs up once it is answered or `signal` aborts. */
export async function callAgent(
  peer: VoipBinPeer,
  words: string,
  signal: AbortSignal,
): Promise<PlayedCall> {
  const caller = new Caller(peer, words, signal);
  const wasAnswered = await caller.talk().catch(() => false);
  caller.hangUp();
  const { id, times, stage } = caller;
  return { id, words, times, wasAnswered, stage: wasAnswered ? 'was answered' : stage };
}

class Caller {
  times = 0;
  readonly #peer: VoipBinPeer;
  readonly #words: string;
  readonly #call: Wire;
  readonly #limit: AbortSignal;

  constructor(peer: VoipBinPeer, words: string, signal: AbortSignal) {
    this.#peer = peer;
    this.#words = words;
    this.#call = ring(peer);
    this.#limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  }

  get id(): string {
    return this.#call.id;
  }

  get stage(): PlayedCall['stage'] {
    if (this.#heard().length > 0) return 'was spoken to';
    return this.#heardBy() === undefined ? 'rang' : 'was listened to';
  }

  /** Resolves when what was said is answered; rejects when the call is over before. */
  async talk(): Promise<true> {
    await this.#wait(200);
    const live = this.#peer.setCall(this.id, { status: 'progressing' });
    this.#peer.hub.publish('call_progressing', { ...live });
    await this.#soon(() => this.#heardBy() && this.#heard()[0]);
    // The greeting is played.
    await this.#wait(1500);
    await this.#soon(() => this.#heard().find((text) => text.includes(this.#words)), repeatMs);
    await this.#wait(1000);
    return true;
  }

  hangUp(): void {
    if (this.#call['status'] === 'hangup') return;
    const over = { status: 'hangup', hangup_by: 'remote', hangup_reason: 'normal' };
    this.#peer.hub.publish('call_hangup', { ...this.#peer.setCall(this.id, over) });
  }

  /** Until it is there; with `repeatEveryMs` saying the words at once and again. */
  async #soon(look: () => unknown, repeatEveryMs = Number.POSITIVE_INFINITY): Promise<void> {
    let nextAt = repeatEveryMs === Number.POSITIVE_INFINITY ? repeatEveryMs : 0;
    while (look() === undefined) {
      if (performance.now() >= nextAt) {
        this.#say();
        nextAt = performance.now() + repeatEveryMs;
      }
      await this.#wait(lookEveryMs);
    }
  }

  #say(): void {
    this.times += 1;
    const line: Wire = {
      ...{ id: randomUUID(), direction: 'in', message: this.#words },
      transcribe_id: this.#heardBy(),
      tm_transcript: '0001-01-01T00:00:08.99184Z',
      tm_create: new Date().toISOString(),
    };
    this.#peer.transcripts.push(line);
    this.#peer.hub.publish('transcript_created', line);
  }

  #heardBy(): string | undefined {
    const { transcribes } = this.#peer;
    return transcribes.findLast((wire) => wire['reference_id'] === this.id)?.id;
  }

  /** What was spoken to the caller, in order. */
  #heard(): readonly string[] {
    const paths = this.#peer.speakings
      .filter((wire) => wire['reference_id'] === this.id)
      .map(({ id }) => `/speakings/${id}/say`);
    return this.#peer.received
      .filter(({ path }) => paths.includes(path))
      .map(({ body }) => String(body['text']));
  }

  async #wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#limit });
  }
}

function ring(peer: VoipBinPeer): Wire {
  const party = { target_name: '', name: '', detail: '', type: 'tel' };
  const call = newCall(
    {
      ...{ direction: 'incoming', status: 'ringing' },
      source: { ...party, target: '+15551000001' },
      destination: { ...party, target: ownNumber },
    },
    peer.times.next(),
  );
  peer.calls.push(call);
  peer.hub.publish('call_created', { ...call });
  return call;
}
