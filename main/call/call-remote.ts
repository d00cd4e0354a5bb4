import { AuthError, isAbort, NetworkError, RemoteError } from '../../shared/errors.ts';
import { withinLimit } from '../base/abort.ts';
import { isProxyCode } from '../base/proxy-blame.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { UnderWay } from '../base/under-way.ts';
import type { CallEffect, CallHappening, SessionFault } from './call-events.ts';
import type { CallSettings } from './call-settings.ts';
import { hangUpLine } from './hang-up.ts';
import type { Speaking, Telephony } from './ports.ts';
import { isInLanguage } from './spoken-words.ts';

export type CallRemoteDeps = {
  readonly callId: string;
  readonly settings: CallSettings;
  readonly telephony: Telephony;
  readonly happen: (happening: CallHappening) => void;
  /** Hears of the characters that the voice has accepted. */
  readonly spoken: (characters: number) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

type Say = Extract<CallEffect, { type: 'say' | 'talk' }>;

const stopWaitMs = 3000;
/** How long what comes at the end waits for what comes before it: they may overtake each other on the way. */
const orderMs = 300;
/** Words wait for no more than this to know whether their session is still there. */
const stoppedMs = 1500;
const stopPausesMs = [1000, 2000, 4000, 8000, 16_000];
/** What must be stopped is stopped also while the app is closing. */
const unstoppable = new AbortController().signal;

/** Does at the phone service what the machine wants done, and tells the machine how it went. */
export class CallRemote {
  readonly #deps: CallRemoteDeps;
  readonly #signal: AbortSignal;
  /** Words leave in the order in which they were wanted. */
  #lastSay: Promise<void> = Promise.resolve();
  /** VoIPBIN: one session of each kind for a call, so an old one is stopped before there is a new one. */
  #earsStopped: Promise<void> = Promise.resolve();
  #voiceStopped: Promise<void> = Promise.resolve();
  #flushes = 0;
  #flushed: Promise<void> = Promise.resolve();
  /** A speaking may have been made of which no answer told. */
  #mayHaveLostVoice = false;
  readonly #underWay = new UnderWay();

  constructor(deps: CallRemoteDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** After the call. Resolves when nothing is under way any more, and no session is left open. */
  async close(): Promise<void> {
    await this.#underWay.idle();
    if (this.#mayHaveLostVoice)
      await this.#stopSurely('stop lost speaking', () => this.#stopLost());
  }

  openTranscription(): void {
    this.#underWay.add(this.#earsStopped.then(() => this.#openTranscription()));
  }

  openSpeaking(provider: string): void {
    this.#underWay.add(this.#voiceStopped.then(() => this.#openSpeaking(provider)));
  }

  say(effect: Say): void {
    const flushes = this.#flushes;
    // Side by side with a flush, they could come before it and be cut off with what it is for.
    const before = Promise.all([this.#lastSay, this.#flushed]);
    // What has not left when the caller speaks must not leave any more.
    this.#lastSay = before.then(() => (flushes === this.#flushes ? this.#say(effect) : undefined));
    this.#underWay.add(this.#lastSay);
  }

  /** Ahead of the words: it must not wait for what it is to cut off. */
  flush(speakingId: string | null): void {
    this.#flushes += 1;
    if (speakingId === null) return;
    // VoIPBIN: before the first `say` it answers 404, and that is as good.
    const flushing = this.#quietly('flush', () =>
      this.#deps.telephony.flush(speakingId, this.#signal),
    );
    this.#underWay.add(flushing);
    this.#flushed = this.#within(flushing, orderMs);
  }

  stopTranscription(id: string): void {
    this.#earsStopped = this.#stop('stop transcription', () =>
      this.#deps.telephony.stopTranscription(id, unstoppable),
    );
  }

  stopSpeaking(id: string): void {
    const flushed = this.#flushed;
    this.#voiceStopped = this.#stop('stop speaking', async () => {
      await flushed;
      await this.#deps.telephony.stopSpeaking(id, unstoppable);
    });
  }

  /** Resolves when it is stopped, or when nothing can wait for that any longer. */
  #stop(what: string, work: () => Promise<void>): Promise<void> {
    const stopped = this.#stopSurely(what, work);
    this.#underWay.add(stopped);
    return this.#within(stopped, stopWaitMs);
  }

  async #within(work: Promise<unknown>, ms: number): Promise<void> {
    const end = new AbortController();
    const late = sleep(this.#deps.clock, ms, end.signal).catch(() => {});
    await Promise.race([work, late]);
    end.abort();
  }

  readSpeaking(speakingId: string): void {
    this.#underWay.add(
      this.#quietly('read speaking', async () => {
        const speaking = await this.#deps.telephony.readSpeaking(speakingId, this.#signal);
        const status = speaking?.status ?? 'stopped';
        this.#deps.happen({ type: 'speaking-status', speakingId, status });
      }),
    );
  }

  lookUp(): void {
    this.#underWay.add(
      this.#quietly('look up call', async () => {
        const call = await this.#deps.telephony.readCall(this.#deps.callId, this.#signal);
        this.#deps.happen({ type: 'call-status', status: call?.status ?? 'ended' });
      }),
    );
  }

  hangUp(): void {
    this.#underWay.add(this.#hangUp());
  }

  async #openTranscription(): Promise<void> {
    const { callId, settings, telephony, happen } = this.#deps;
    const { language, transcribeDirection: direction } = settings;
    if (direction === 'none') return;
    try {
      const made = await telephony.openTranscription({ callId, language, direction }, this.#signal);
      happen({ type: 'transcription-opened', transcriptionId: made.id });
    } catch (error) {
      if (isAbort(error)) return;
      this.#deps.log.warn('the transcription was not opened', errorFields(error));
      const reused = await this.#existing(() => this.#runningTranscription());
      if (reused !== null) happen({ type: 'transcription-opened', transcriptionId: reused });
      else happen({ type: 'transcription-failed', fault: toFault(error) });
    }
  }

  async #runningTranscription(): Promise<string | null> {
    const { telephony, callId, settings } = this.#deps;
    const all = await telephony.transcriptionsOf(callId, this.#signal);
    const ours = all.filter(({ language }) => isInLanguage(language, settings.language));
    return ours.find(({ status }) => status === 'progressing')?.id ?? null;
  }

  async #openSpeaking(provider: string): Promise<void> {
    const { callId, settings, telephony, happen } = this.#deps;
    const { language, voiceId } = settings;
    this.#mayHaveLostVoice = true;
    try {
      const options = { callId, language, provider, voiceId };
      const { id: speakingId, status } = await telephony.openSpeaking(options, this.#signal);
      this.#mayHaveLostVoice = false;
      happen({ type: 'speaking-opened', speakingId, status });
    } catch (error) {
      if (isAbort(error)) return;
      this.#deps.log.warn('the speaking was not opened', errorFields(error));
      // VoIPBIN: a second session on the same call is a 500, and a slow one may exist all the same.
      const reused = await this.#existing(() => this.#liveSpeaking(this.#signal));
      if (reused) {
        happen({ type: 'speaking-opened', speakingId: reused.id, status: reused.status });
      } else happen({ type: 'speaking-failed', fault: toFault(error) });
    }
  }

  async #stopLost(): Promise<void> {
    const lost = await this.#liveSpeaking(unstoppable);
    if (lost) await this.#deps.telephony.stopSpeaking(lost.id, unstoppable);
  }

  /** Undefined where the service has none. */
  async #liveSpeaking(signal: AbortSignal): Promise<Speaking | undefined> {
    const all = await this.#deps.telephony.liveSpeakings(signal);
    this.#mayHaveLostVoice = false;
    return all.find(({ callId, status }) => callId === this.#deps.callId && status !== 'stopped');
  }

  async #say(effect: Say): Promise<void> {
    const { callId, settings, telephony, happen } = this.#deps;
    const { itemId, text } = effect;
    try {
      if (effect.type === 'say') await telephony.say(effect.speakingId, text, this.#signal);
      else await telephony.talk(callId, { text, language: settings.language }, this.#signal);
      this.#deps.spoken(text.length);
      happen({ type: 'said', itemId });
    } catch (error) {
      if (isAbort(error)) return;
      this.#deps.log.warn('words were not taken', errorFields(error));
      const retryAfterMs = error instanceof RemoteError ? error.retryAfterMs : null;
      const fault = effect.type === 'say' ? await this.#sayFault(effect, error) : toFault(error);
      happen({ type: 'say-failed', itemId, fault, retryAfterMs });
    }
  }

  /** VoIPBIN: a session that has ended refuses words with a 404, by its guide with any error; the session itself tells. */
  async #sayFault(
    { speakingId }: Extract<Say, { type: 'say' }>,
    error: unknown,
  ): Promise<SessionFault> {
    const fault = toFault(error);
    // What tells enough by itself makes nobody wait.
    const isUnclear = fault === 'refused' || fault === 'unreachable';
    if (!isUnclear || !(error instanceof RemoteError)) return fault;
    return (await this.#hasStopped(speakingId)) ? 'gone' : fault;
  }

  async #hasStopped(speakingId: string): Promise<boolean> {
    const { telephony, clock } = this.#deps;
    const limit = { clock, ms: stoppedMs, late: () => new Error('The session does not tell.') };
    try {
      const read = (signal: AbortSignal): Promise<Speaking | null> =>
        telephony.readSpeaking(speakingId, signal);
      const speaking = await withinLimit(read, limit, this.#signal);
      return speaking === null || speaking.status === 'stopped';
    } catch {
      // Whoever cannot tell that it has ended goes by the answer alone.
      return false;
    }
  }

  /** A session that nobody stops is paid for, so this is tried for as long as a trouble of the service may last. */
  async #stopSurely(what: string, stop: () => Promise<void>): Promise<void> {
    for (const pauseMs of stopPausesMs) {
      try {
        return await stop();
      } catch (error) {
        this.#deps.log.warn('a session was not stopped', { what, ...errorFields(error) });
        await sleep(this.#deps.clock, pauseMs, unstoppable);
      }
    }
    await this.#quietly(what, stop);
  }

  async #hangUp(): Promise<void> {
    await this.#within(Promise.all([this.#voiceStopped, this.#earsStopped]), orderMs);
    if ((await hangUpLine(this.#deps.callId, this.#deps)) !== 'done') this.lookUp();
  }

  async #existing<T>(find: () => Promise<T | null | undefined>): Promise<T | null> {
    try {
      return (await find()) ?? null;
    } catch (error) {
      if (!isAbort(error)) this.#deps.log.debug('nothing to reuse', errorFields(error));
      return null;
    }
  }

  /** For what the call goes on without. */
  async #quietly(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.#deps.log.info('a request failed', { what, ...errorFields(error) });
    }
  }
}

/** VoIPBIN: 404 says that the session is gone, 409 and 500 at its creation that there is one, 429 that nothing was done. */
function toFault(error: unknown): SessionFault {
  if (error instanceof NetworkError) return error.mayHaveArrived ? 'unreachable' : 'unsent';
  // A proxy that refuses the password has let nothing out.
  if (error instanceof AuthError) return isProxyCode(error.code) ? 'unsent' : 'unreachable';
  if (!(error instanceof RemoteError)) return 'refused';
  if (error.status === 404) return 'gone';
  if (error.status === 409) return 'exists';
  if (error.status === 429) return 'unsent';
  return error.retryable ? 'unreachable' : 'refused';
}
