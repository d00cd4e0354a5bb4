import type { Clock } from '../base/clock.ts';
import { MediaStream } from './media-stream.ts';
import { pathOf } from './rest-client.ts';
import type { SignIn } from './sign-in.ts';
import type { Transport } from './transport.ts';

export type JoinedCallsDeps = {
  /** Host root, without a slash at the end. */
  readonly url: string;
  readonly signIn: SignIn;
  readonly transport: Transport;
  readonly clock: Clock;
};

/** VoIPBIN: passed on as it is on both sides, in every build; the other forms are converted, and newer. */
const encapsulation = 'audiosocket';

/**
 * Lets two calls hear each other by passing the sound of each on to the other. VoIPBIN: a transfer wants a call that is
 * in a bridge, and hangs up or replaces the leg that asks; a conference is entered by an action of the flow only, and
 * the flow of a call that is up cannot be changed. A call that was answered and kept up has neither a bridge nor a
 * second leg of ours, so its sound is all there is to take hold of.
 */
export class JoinedCalls {
  readonly #deps: JoinedCallsDeps;

  constructor(deps: JoinedCallsDeps) {
    this.#deps = deps;
  }

  /** Resolves when both give sound. Throws AppError. They are parted when the signal aborts. */
  async join(
    [one, two]: readonly [string, string],
    signal: AbortSignal,
  ): Promise<{ readonly ended: Promise<void> }> {
    const streams = await Promise.all([this.#open(one), this.#open(two)]);
    const [first, second] = streams;
    const part = (): void => streams.forEach((stream) => stream.close());
    const ended = Promise.race([first.ended, second.ended]);
    try {
      await Promise.all(streams.map((stream) => stream.sounds(this.#deps.clock, signal)));
      signal.throwIfAborted();
    } catch (error) {
      part();
      throw error;
    }
    first.passTo(second);
    second.passTo(first);
    signal.addEventListener('abort', part, { once: true });
    void ended.then(() => {
      signal.removeEventListener('abort', part);
      part();
    });
    return { ended };
  }

  async #open(callId: string): Promise<MediaStream> {
    const { url: root, signIn, transport } = this.#deps;
    const { headers, query } = signIn.carrierOf(await signIn.pass());
    const path = pathOf('calls', callId, 'media_stream');
    const url = new URL(`${root.replace(/^http/u, 'ws')}/v1.0${path}`);
    for (const [name, value] of Object.entries({ ...query, encapsulation })) {
      url.searchParams.set(name, value);
    }
    const ca = await transport.authorities();
    return new MediaStream({
      url: url.href,
      headers,
      ca,
      agent: transport.proxies?.agentFor(url) ?? null,
    });
  }
}
