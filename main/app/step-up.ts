import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Action } from '../../shared/action.ts';
import { AuthError, RefusedError } from '../../shared/errors.ts';
import { readYesNo } from '../agent/actions/yes-no.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { PinDesk } from '../call/step-up/pin-desk.ts';
import type { ApprovalNews, CallApprovals, PinSecret } from '../call/step-up/ports.ts';
import type { Secrets } from '../settings/ports.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';

const secretName = 'phone-pin';

/** The owner's PIN, read from the keychain when a call begins and kept in memory for masking. */
export class KeptPin implements PinSecret {
  readonly #secrets: Pick<Secrets, 'get'>;
  readonly #log: Logger;
  /** Of this run: what is compared is as long as any other, whatever was said. */
  readonly #key = randomBytes(32);
  #digits: string | null = null;
  #changes = 0;

  constructor(secrets: Pick<Secrets, 'get'>, log: Logger) {
    this.#secrets = secrets;
    this.#log = log;
  }

  get digits(): string | null {
    return this.#digits;
  }

  /** It was changed: what is being read may be the former one. */
  forget(): void {
    this.#changes += 1;
    this.#digits = null;
  }

  async load(): Promise<'known' | 'unset' | 'unreadable'> {
    if (this.#digits !== null) return 'known';
    const changes = this.#changes;
    try {
      const value = (await this.#secrets.get(secretName)) ?? '';
      if (changes !== this.#changes) return await this.load();
      const digits = value.replaceAll(/[\s-]/gu, '');
      if (!/^\d{4,12}$/u.test(digits)) return 'unset';
      this.#digits = digits;
      return 'known';
    } catch (error) {
      this.#log.warn('the PIN cannot be read', errorFields(error));
      return error instanceof AuthError ? 'unreadable' : 'unset';
    }
  }

  matches(digits: string): boolean {
    if (this.#digits === null) return false;
    return timingSafeEqual(this.#digest(digits), this.#digest(this.#digits));
  }

  #digest(digits: string): Buffer {
    return createHmac('sha256', this.#key).update(digits).digest();
  }
}

/** The PIN and its tries, for all calls. */
export function joinPins({ secrets, store, clock, log }: Ground, scope: Scope): PinDesk {
  const secret = new KeptPin(secrets, log.child('pin'));
  const stop = secrets.onChange((name) => {
    if (name !== secretName && name !== null) return;
    secret.forget();
    // A call that goes on has it masked.
    void secret.load();
  });
  scope.defer('news of the PIN', stop);
  return new PinDesk({ secret, tries: store, clock, log: log.child('pin') });
}

/** What waits for a yes, as calls hear of it and decide it. */
export function callApprovals({
  actions,
  changed,
}: Pick<AgentCore, 'actions' | 'changed'>): CallApprovals {
  return {
    onNews: (listener) =>
      changed.on((action) => {
        const news = newsOf(action);
        if (news) listener(news);
      }),
    readAnswer: readYesNo,
    answer: async (id, verdict) => {
      try {
        await actions.answer({ id, verdict, via: 'call' });
        return true;
      } catch (error) {
        if (error instanceof RefusedError) return false;
        throw error;
      }
    },
  };
}

function newsOf(action: Action): ApprovalNews | null {
  const { id, callId, channel, principal, state, summary, decidedVia } = action;
  if (callId === null || channel !== 'phone') return null;
  if (state === 'pending') {
    // What others ask for is not read out to whoever is on the line later.
    if (principal !== 'owner') return null;
    return { type: 'asked', callId, approval: { id, summary } };
  }
  if (state === 'denied' || state === 'expired' || state === 'approved') {
    return { type: 'settled', callId, id };
  }
  const words = decidedVia === 'call' ? actionWords(action) : null;
  return words === null ? null : { type: 'ended', callId, words };
}

/** What ends or passes on the call is noticed without a word. */
const wordless: readonly string[] = ['hang_up', 'hand_over'];

function actionWords({ tool, state, result }: Action): string | null {
  if (wordless.includes(tool) && state === 'done') return null;
  if (state === 'done') return tool === 'place_call' ? 'I am calling now.' : 'That is done.';
  if (state === 'failed') return `That did not work. ${firstSentence(result ?? '')}`.trim();
  if (state === 'unknown') return 'I do not know whether that worked. Please look at the desk.';
  return null;
}

function firstSentence(text: string): string {
  return /^[^\n]*?[.!?](?=\s|$)/u.exec(text)?.[0] ?? text.split('\n')[0] ?? '';
}
