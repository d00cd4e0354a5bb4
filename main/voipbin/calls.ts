import { NetworkError, RefusedError } from '../../shared/errors.ts';
import type { CallRecord, Party } from '../call/ports.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { ServiceTime } from '../base/service-time.ts';
import { parseCall, parseGroup, parsePlaced, placeBody } from './call-wire.ts';
import type { EventStream } from './events.ts';
import type { RestClient } from './rest-client.ts';
import { pathOf } from './rest-client.ts';

export type CallsDeps = {
  readonly client: RestClient;
  readonly stream: EventStream;
  readonly clock: Clock;
};

const lookMs = 4000;
const groupLookMs = 500;
const groupLooks = 20;
/** VoIPBIN: a call lasts an hour at most, so none that is older can be live. */
const longestCallMs = 2 * 60 * 60_000;

/** Placing, ending and reading calls. Every method throws AppError. */
export class Calls {
  readonly #deps: CallsDeps;

  constructor(deps: CallsDeps) {
    this.#deps = deps;
  }

  get time(): ServiceTime {
    return this.#deps.client.time;
  }

  /** Dials once, never again by itself. Returns the id of the call. */
  async place(target: Party, source: string | null, signal: AbortSignal): Promise<string> {
    if (target.type === 'other' || target.target.trim() === '') {
      throw new RefusedError(
        'VOIPBIN_TARGET',
        'Only numbers, extensions and SIP addresses can be called.',
      );
    }
    const body = placeBody(target, source);
    const answer = await this.#deps.client.ask(
      {
        method: 'POST',
        path: '/calls',
        body,
        effect: 'once',
        timeoutMs: 30_000,
        asked: 'place-call',
      },
      signal,
    );
    const placed = parsePlaced(answer);
    return placed.type === 'call' ? placed.callId : this.#callOfGroup(placed.groupId, signal);
  }

  async hangUp(callId: string, signal: AbortSignal): Promise<void> {
    const path = pathOf('calls', callId, 'hangup');
    await this.#deps.client.order({ method: 'POST', path, effect: 'repeatable' }, signal);
  }

  /** Null when the service knows no such call. */
  async read(callId: string, signal: AbortSignal): Promise<CallRecord | null> {
    const answer = await this.#deps.client.find(pathOf('calls', callId), signal);
    return answer === null ? null : parseCall(answer);
  }

  /** As `read`, but one quick look of many: within the budget, and not repeated by itself. */
  async look(callId: string, signal: AbortSignal): Promise<CallRecord | null> {
    const options = { effect: 'once', isBackground: true, timeoutMs: lookMs } as const;
    const answer = await this.#deps.client.find(pathOf('calls', callId), signal, options);
    return answer === null ? null : parseCall(answer);
  }

  /** Newest first; the list ends where calls are too old to be live. */
  async live(signal: AbortSignal): Promise<readonly CallRecord[]> {
    const oldest = this.time.of(this.#deps.clock.now()) - longestCallMs;
    const calls = await this.#deps.client.list(
      {
        path: '/calls',
        parse: parseCall,
        isEnough: (page) => page.some(({ createdAt }) => createdAt !== null && createdAt < oldest),
      },
      signal,
    );
    return calls.filter(({ status }) => status !== 'ended');
  }

  /** A group can come without its call, which is then told by an event or found in the group. */
  async #callOfGroup(groupId: string, signal: AbortSignal): Promise<string> {
    let told: string | null = null;
    const stop = this.#deps.stream.groups.on(({ id, callIds }) => {
      if (id === groupId) told = callIds[0] ?? told;
    });
    try {
      for (let look = 0; look < groupLooks; look += 1) {
        const answer = await this.#deps.client.find(pathOf('groupcalls', groupId), signal);
        told ??= answer === null ? null : (parseGroup(answer).callIds[0] ?? null);
        if (told !== null) return told;
        await sleep(this.#deps.clock, groupLookMs, signal);
      }
    } finally {
      stop();
    }
    throw new NetworkError('VOIPBIN_NO_CALL', 'VoIPBIN dials but does not tell the call.', {
      retryable: false,
    });
  }
}
