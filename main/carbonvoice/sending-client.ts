import { NetworkError, RemoteError } from '../../shared/errors.ts';
import { newId } from '../base/ids.ts';
import type { CarbonVoiceExchange } from './exchange.ts';
import { isMissingRoute } from './missing-route.ts';
import { audioForm, directBody, messageBody, oldMessageBody, parseSent } from './sending-wire.ts';
import type {
  AttachmentMessage,
  AudioMessage,
  DirectMessage,
  Sent,
  TextMessage,
} from './sending-wire.ts';
import { transferLimitMs } from './transfer.ts';

type Route = { readonly path: string; readonly body: unknown; readonly oldBody: unknown };

const oldPath = '/v3/messages/start';

/** Everything that makes a message. Each method sends once, never again by itself, and throws AppError. */
export class SendingClient {
  readonly #exchange: CarbonVoiceExchange;
  /** Which routes this service has; found out by the first message that gets through. */
  #generation: 'current' | 'old' | null = null;

  constructor(exchange: CarbonVoiceExchange) {
    this.#exchange = exchange;
  }

  async sendText(message: TextMessage, signal: AbortSignal): Promise<Sent> {
    const path = '/v5/messages/text';
    const [body, oldBody] = [messageBody(message), oldMessageBody(message)];
    return this.#send({ path, body, oldBody }, signal);
  }

  /** Links and files without words. */
  async sendAttachments(message: AttachmentMessage, signal: AbortSignal): Promise<Sent> {
    const path = '/v5/messages/attachment';
    const [body, oldBody] = [messageBody(message), oldMessageBody(message)];
    return this.#send({ path, body, oldBody }, signal);
  }

  /** A recorded note; the service writes down what is said. Carbon Voice: mp3, wav, m4a and ogg. */
  async sendAudio(message: AudioMessage, signal: AbortSignal): Promise<Sent> {
    const body = audioForm(message, `adjutant-${newId()}`);
    const timeoutMs = transferLimitMs(message.audio.size);
    const path = '/v5/messages/audio';
    return parseSent(
      await this.#exchange.ask({ method: 'POST', path, body, safe: false, timeoutMs }, signal),
    );
  }

  /** To people by id or e-mail address, in the conversation with them or a new one. Links go along, files do not. */
  async sendDirect(message: DirectMessage, signal: AbortSignal): Promise<Sent> {
    const path = '/simplified/messages/direct';
    return parseSent(await this.#post(path, directBody(message), signal));
  }

  async #send({ path, body, oldBody }: Route, signal: AbortSignal): Promise<Sent> {
    if (this.#generation !== 'old') {
      try {
        const sent = parseSent(await this.#post(path, body, signal));
        this.#generation = 'current';
        return sent;
      } catch (error) {
        if (!isMissingRoute(error) || (await this.#isThere(path, error, signal))) throw error;
      }
    }
    try {
      const sent = parseSent(await this.#post(oldPath, oldBody, signal), false);
      this.#generation = 'old';
      return sent;
    } catch (error) {
      // Known until now, and gone: the service was renewed meanwhile, and took nothing of this message.
      if (!isMissingRoute(error) || this.#generation !== 'old') throw error;
      this.#generation = null;
      return this.#send({ path, body, oldBody }, signal);
    }
  }

  #post(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    return this.#exchange.ask({ method: 'POST', path, body, safe: false }, signal);
  }

  /**
   * A 404 says that there is no such route, or no such conversation. The same route is asked with nothing to send:
   * where it is there, it says so by another refusal, and makes no message.
   */
  async #isThere(path: string, error: RemoteError, signal: AbortSignal): Promise<boolean> {
    if (error.status !== 404) return false;
    try {
      await this.#exchange.ask({ method: 'POST', path, body: {}, safe: true }, signal);
    } catch (answer) {
      if (isMissingRoute(answer)) return false;
      if (!(answer instanceof RemoteError) || answer.retryable) throw toUnsent(answer);
    }
    this.#generation = 'current';
    return true;
  }
}

/** The message itself was refused before: whatever goes wrong with the question after it, nothing was sent. */
function toUnsent(error: unknown): unknown {
  const isUnclear = error instanceof NetworkError || error instanceof RemoteError;
  if (!isUnclear) return error;
  return new NetworkError(error.code, error.message, { cause: error, mayHaveArrived: false });
}
