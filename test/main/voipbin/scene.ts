import { onTestFinished, vi } from 'vitest';
import type { TelephonyEvent } from '../../../main/call/ports.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import type { Clock } from '../../../main/base/clock.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { openVoipBin } from '../../../main/voipbin/telephony.ts';
import type { VoipBin } from '../../../main/voipbin/telephony.ts';
import type { VoipBinDeps, VoipBinOptions } from '../../../main/voipbin/join-parts.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { startAt } from '../../peers/voipbin/records.ts';
import type { Behaviour } from '../../peers/voipbin/records.ts';
import { openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';

/** A clock that keeps how long each timer was set for, in ms. */
export class RecordingClock extends FakeClock {
  readonly delays: number[] = [];

  override schedule(delayMs: number, action: () => void): () => void {
    this.delays.push(delayMs);
    return super.schedule(delayMs, action);
  }
}

/** Secrets that a test changes while the service runs. */
export class ChangingSecrets {
  readonly #values: Map<string, string>;
  readonly #listeners = new Set<(name: string | null) => void>();

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(values));
  }

  get(name: string): Promise<string | null> {
    return Promise.resolve(this.#values.get(name) ?? null);
  }

  onChange(listener: (name: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(name: string, value: string | null): void {
    if (value === null) this.#values.delete(name);
    else this.#values.set(name, value);
    for (const listener of this.#listeners) listener(name);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}

export const accessKey = { 'voipbin-token': 'vb_practice_access_key' };
export const password = { 'voipbin-username': 'desk', 'voipbin-password': 'open sesame' };
export const webhookUrl = 'https://quiet-fox.ngrok.app/hooks/voipbin/secret-path';

export type Scene = {
  readonly peer: VoipBinPeer;
  readonly clock: RecordingClock;
  readonly secrets: ChangingSecrets;
  readonly voipbin: VoipBin;
  readonly events: TelephonyEvent[];
  readonly states: ConnectionState[];
  readonly signal: AbortSignal;
  readonly abort: () => void;
};

export type SceneOptions = {
  readonly behaviour?: Behaviour;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly options?: Partial<VoipBinOptions>;
  readonly deps?: Partial<VoipBinDeps>;
  /** The real clock, for what is not about time. */
  readonly isRealTime?: boolean;
  readonly prepare?: (peer: VoipBinPeer) => void;
};

/** The adapter and its double, both gone when the test is over. */
export async function openScene(given: SceneOptions = {}): Promise<Scene> {
  const peer = await openVoipBinPeer(given.behaviour ?? 'server');
  onTestFinished(() => peer.close());
  given.prepare?.(peer);
  const clock = new RecordingClock(startAt);
  const used: Clock = given.isRealTime ? systemClock : clock;
  const secrets = new ChangingSecrets(given.secrets ?? accessKey);
  const controller = new AbortController();
  const voipbin = openVoipBin(
    {
      url: peer.url,
      delivery: 'websocket',
      caFile: null,
      userAgent: 'Adjutant/test',
      proxies: null,
      ...given.options,
    },
    {
      secrets,
      clock: used,
      log: silentLogger,
      publicUrl: () => null,
      random: () => 0,
      ...given.deps,
    },
    controller.signal,
  );
  onTestFinished(() => voipbin.close());
  const events: TelephonyEvent[] = [];
  voipbin.onEvent((event) => events.push(event));
  const states: ConnectionState[] = [];
  voipbin.onState((state) => states.push(state));
  const { signal } = new AbortController();
  return {
    ...{ peer, clock, secrets, voipbin, events, states, signal },
    abort: () => controller.abort(),
  };
}

/** Waits for real events to make it so. */
export function until(check: () => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      if (!check()) throw new Error('it has not come to that');
    },
    { timeout: 40_000, interval: 2 },
  );
}

/** Events of one type. */
export function ofType<T extends TelephonyEvent['type']>(
  events: readonly TelephonyEvent[],
  type: T,
): readonly Extract<TelephonyEvent, { type: T }>[] {
  return events.filter(
    (event): event is Extract<TelephonyEvent, { type: T }> => event.type === type,
  );
}
