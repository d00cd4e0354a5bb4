import { AuthError, ProtocolError, RemoteError } from '../../shared/errors.ts';
import { httpRequest } from '../base/http.ts';
import type { HttpAnswer } from '../base/http.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import {
  parseErrorText,
  parseIdentity,
  parseMessage,
  parseSentId,
  parseSharedMessage,
  parseSubscription,
  subscriptionBody,
  textBody,
} from './wire.ts';
import { parseIsGroup } from './conversation-wire.ts';
import { parseFeedPage } from './feed-wire.ts';
import type { FeedPage } from './feed-wire.ts';
import type { Identity, RemoteMessage } from './wire.ts';

export type CarbonVoiceClientOptions = {
  /** API base, without a slash at the end. */
  readonly url: string;
  readonly userAgent: string;
  /** The personal access token; throws AuthError when there is none. */
  readonly token: () => Promise<string>;
  readonly clock: Clock;
};

type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Whether repeating it does no harm. */
  readonly safe: boolean;
};

const timeoutMs = 15_000;
/** Carbon Voice: 502, 503 and 504 come in bursts; repeat what is safe after these delays. */
const repeatAfterMs = [400, 800];

/** The REST client. Every method throws AppError; ids are the service's own. */
export class CarbonVoiceClient {
  readonly #options: CarbonVoiceClientOptions;

  constructor(options: CarbonVoiceClientOptions) {
    this.#options = options;
  }

  async whoami(signal: AbortSignal): Promise<Identity> {
    return parseIdentity(await this.#ask({ method: 'GET', path: '/whoami', safe: true }, signal));
  }

  /** Null when the service knows no such message. */
  async message(id: string, signal: AbortSignal): Promise<RemoteMessage | null> {
    const path = `/v6/messages/${encodeURIComponent(id)}`;
    try {
      return parseMessage(await this.#ask({ method: 'GET', path, safe: true }, signal));
    } catch (error) {
      if (error instanceof RemoteError && error.status === 404) return null;
      throw error;
    }
  }

  /** What a forward shows; null when it is gone, damaged, or not for us. */
  async sharedMessage(shareLinkId: string, signal: AbortSignal): Promise<RemoteMessage | null> {
    const path = `/v6/message-sharelinks/${encodeURIComponent(shareLinkId)}`;
    try {
      return parseSharedMessage(await this.#ask({ method: 'GET', path, safe: true }, signal));
    } catch (error) {
      const isRefused = error instanceof RemoteError && !error.retryable;
      if (isRefused || error instanceof ProtocolError) return null;
      throw error;
    }
  }

  /** Whether a conversation has more than two people; null when the service does not say. */
  async isGroup(conversationId: string, signal: AbortSignal): Promise<boolean | null> {
    const path = `/channel/${encodeURIComponent(conversationId)}`;
    return parseIsGroup(await this.#ask({ method: 'GET', path, safe: true }, signal));
  }

  /** A page of what is new or changed: from an instant (epoch ms), then by cursor. */
  async updates(
    from: { readonly since: number } | { readonly cursor: string },
    signal: AbortSignal,
  ): Promise<FeedPage> {
    const query = new URLSearchParams({ direction: 'newer', limit: '200' });
    if ('cursor' in from) query.set('cursor', from.cursor);
    else query.set('date', new Date(from.since).toISOString());
    const path = `/v6/messages/updates?${query.toString()}`;
    return parseFeedPage(await this.#ask({ method: 'GET', path, safe: true }, signal));
  }

  /** Sends once, never again by itself. Returns the id of the new message. */
  async sendText(message: Parameters<typeof textBody>[0], signal: AbortSignal): Promise<string> {
    const call: Call = {
      method: 'POST',
      path: '/v5/messages/text',
      body: textBody(message),
      safe: false,
    };
    return parseSentId(await this.#ask(call, signal));
  }

  /** One emoji, at most 32 code units. */
  async react(messageId: string, reaction: string, signal: AbortSignal): Promise<void> {
    const path = `/reactions/message/${encodeURIComponent(messageId)}`;
    await this.#ask({ method: 'POST', path, body: { reaction }, safe: true }, signal);
  }

  async markRead(conversationId: string, messageId: string, signal: AbortSignal): Promise<void> {
    const ids = `${encodeURIComponent(conversationId)}/${encodeURIComponent(messageId)}`;
    const path = `/notifications/${ids}?type=message&notification_removal_mode=hard`;
    await this.#ask({ method: 'DELETE', path, safe: true }, signal);
  }

  /** Null when that URL is registered already: its ids are not told again. */
  async subscribe(url: string, agentId: string, signal: AbortSignal) {
    const body = subscriptionBody(url, agentId);
    try {
      const call: Call = { method: 'POST', path: '/apps/subscribe', body, safe: false };
      return parseSubscription(await this.#ask(call, signal));
    } catch (error) {
      if (isSameUrl(error)) return null;
      throw error;
    }
  }

  async unsubscribe(clientId: string, id: string, signal: AbortSignal): Promise<void> {
    const path = `/apps/${encodeURIComponent(clientId)}/unsubscribe/${encodeURIComponent(id)}`;
    await this.#ask({ method: 'DELETE', path, safe: true }, signal);
  }

  async #ask(call: Call, signal: AbortSignal): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#exchange(call, signal);
      if (answer.status >= 200 && answer.status < 300) return parseJson(answer.text);
      const delayMs = call.safe ? repeatAfterMs[attempt] : undefined;
      if (delayMs === undefined || ![502, 503, 504].includes(answer.status)) throw toError(answer);
      await sleep(this.#options.clock, delayMs, signal);
    }
  }

  async #exchange(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${await this.#options.token()}`,
      'user-agent': this.#options.userAgent,
      accept: 'application/json',
    };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    return httpRequest({
      method: call.method,
      url: this.#options.url + call.path,
      headers,
      timeoutMs,
      signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  }
}

/** Carbon Voice: an empty body is a success of some routes; what is no JSON becomes null and fails its schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller's schema says what is missing.
    return null;
  }
}

function toError(answer: HttpAnswer): Error {
  const requestId = answer.headers.get('x-request-id');
  if (answer.status === 401) {
    return new AuthError('CARBONVOICE_TOKEN_REFUSED', 'Carbon Voice refuses the token.', {
      remedy:
        'Make a new personal access token for the agent at developer.carbonvoice.app and set it: npm run -s adjutant -- secret set carbonvoice-pat',
    });
  }
  const told = parseErrorText(parseJson(answer.text)).slice(0, 200);
  const sentence = `Carbon Voice answered ${answer.status}${told === '' ? '' : `: ${told}`}`;
  return new RemoteError('CARBONVOICE_REFUSED', sentence, {
    status: answer.status,
    requestId,
    retryAfterMs: parseRetryAfter(answer.headers.get('retry-after')),
  });
}

function parseRetryAfter(value: string | null): number | null {
  const seconds = Number(value);
  return value !== null && Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** Carbon Voice: the same URL twice is a 400 whose text contains "same webhook url". */
function isSameUrl(error: unknown): boolean {
  return (
    error instanceof RemoteError &&
    error.status === 400 &&
    error.message.toLowerCase().includes('same webhook url')
  );
}
