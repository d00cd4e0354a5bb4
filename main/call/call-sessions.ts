import { callTimes, sessionTries } from './call-settings.ts';
import type { SessionFault } from './call-events.ts';
import type { SpeakingStatus } from './ports.ts';
import type { CallState, Voice } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { talkOnly } from './call-talk.ts';

/** Opens ears and voice side by side, the moment audio flows. */
export function openSessions(step: CallStep): void {
  if (step.state.settings.transcribeDirection !== 'none') reopenEars(step, 0);
  step.set({ voice: { type: 'opening', tries: 0 } });
  step.effect({ type: 'open-speaking', provider: provider(step, 0) });
}

/** Both are stopped at the end, always: VoIPBIN stops transcriptions by itself, speakings it does not. */
export function closeSessions(step: CallStep): void {
  const { ears, voice } = step.state;
  if (ears.type === 'open') {
    step.effect({ type: 'stop-transcription', transcriptionId: ears.transcriptionId });
  }
  if (voice.type === 'open' || voice.type === 'initiating') {
    step.effect({ type: 'stop-speaking', speakingId: voice.speakingId });
  }
  step.set({ ears: { type: 'closed' }, voice: { type: 'closed' } });
}

export function transcriptionOpened(step: CallStep, transcriptionId: string): void {
  if (step.state.ears.type === 'opening') {
    step.set({ ears: { type: 'open', transcriptionId, newsAt: step.at } });
    return;
  }
  // It came too late, or twice: nobody would stop it.
  if (step.state.ears.type === 'open' && step.state.ears.transcriptionId === transcriptionId)
    return;
  step.effect({ type: 'stop-transcription', transcriptionId });
}

export function transcriptionFailed(step: CallStep): void {
  const { ears } = step.state;
  if (ears.type !== 'opening') return;
  const tries = ears.tries + 1;
  if (tries === sessionTries.transcription) {
    step.effect({ type: 'tell-owner', trouble: 'cannot-hear' });
  }
  step.set({ ears: { type: 'retrying', tries, at: step.at + reopenDelay(tries) } });
}

/** The service ended it while the call goes on: a new one. */
export function transcriptionEnded(step: CallStep, transcriptionId: string): void {
  const { ears } = step.state;
  if (ears.type !== 'open' || ears.transcriptionId !== transcriptionId) return;
  reopenEars(step, 0);
}

function reopenEars(step: CallStep, tries: number): void {
  step.set({ ears: { type: 'opening', tries } });
  step.effect({ type: 'open-transcription' });
}

/** Any recognised sign shows that the transcription lives. */
export function heardSomething(step: CallStep): void {
  const { ears } = step.state;
  if (ears.type === 'open') step.set({ ears: { ...ears, newsAt: step.at } });
}

export function speakingOpened(step: CallStep, speakingId: string, status: SpeakingStatus): void {
  const { voice } = step.state;
  if (voice.type !== 'opening') return step.effect({ type: 'stop-speaking', speakingId });
  const { tries } = voice;
  if (status === 'stopped') return speakingFailed(step);
  if (status === 'active') return step.set({ voice: active(tries, speakingId) });
  const pollAt = step.at + callTimes.speakingPollMs;
  step.set({ voice: { type: 'initiating', tries, speakingId, since: step.at, pollAt } });
}

export function speakingStatus(step: CallStep, speakingId: string, status: SpeakingStatus): void {
  const { voice } = step.state;
  if ((voice.type !== 'initiating' && voice.type !== 'open') || voice.speakingId !== speakingId) {
    return;
  }
  const { tries } = voice;
  if (status === 'stopped') return voiceStopped(step, voice);
  if (status === 'active' && voice.type !== 'open') step.set({ voice: active(tries, speakingId) });
}

/** VoIPBIN: a voice that its vendor refuses can come up and be stopped again and again, so this counts as a try. */
function voiceStopped(step: CallStep, { type, tries }: Extract<Voice, { tries: number }>): void {
  if (type === 'open') return nextVoice(step, tries + 1);
  step.set({ voice: { type: 'opening', tries } });
  speakingFailed(step);
}

function active(tries: number, speakingId: string): CallState['voice'] {
  return { type: 'open', tries, speakingId, doubts: 0 };
}

export function speakingFailed(step: CallStep, fault?: SessionFault): void {
  const { voice } = step.state;
  if (voice.type !== 'opening') return;
  const at = step.at + reopenDelay(voice.tries + 1);
  // What never reached the service says nothing against its provider; a call without a voice cannot be interrupted.
  const tries = fault === 'unsent' ? voice.tries : voice.tries + 1;
  if (noneIsLeft(step, tries)) return talkOnly(step);
  step.set({ voice: { type: 'retrying', tries, at } });
}

/** The session takes no words any more; nothing of the text is lost. */
export function renewVoice(step: CallStep): void {
  const { voice } = step.state;
  if (voice.type !== 'open') return;
  // VoIPBIN: one that refuses its words may still stand as active, and then nothing can take its place.
  step.effect({ type: 'stop-speaking', speakingId: voice.speakingId });
  // VoIPBIN: every failure of a vendor is told as a session that is gone, so this counts as a try.
  nextVoice(step, voice.tries + 1);
}

function nextVoice(step: CallStep, tries: number): void {
  if (noneIsLeft(step, tries)) talkOnly(step);
  else openVoice(step, tries);
}

/** It has taken words: its provider works, and may fail again as often as at first. */
export function voiceProved(step: CallStep): void {
  const { voice } = step.state;
  if (voice.type !== 'open') return;
  const tries = voice.tries - (voice.tries % sessionTries.speaking);
  step.set({ voice: { ...voice, tries, doubts: 0 } });
}

function openVoice(step: CallStep, tries: number): void {
  step.set({ voice: { type: 'opening', tries } });
  step.effect({ type: 'open-speaking', provider: provider(step, tries) });
}

function noneIsLeft(step: CallStep, tries: number): boolean {
  return tries >= sessionTries.speaking * step.state.settings.providers.length;
}

/** What sessions wait for and is due now. */
export function sessionsDue(step: CallStep): void {
  const { ears, voice } = step.state;
  if (ears.type === 'retrying' && step.at >= ears.at) reopenEars(step, ears.tries);
  if (ears.type === 'open' && step.at >= deafAt(step.state)) {
    // VoIPBIN: a transcription whose provider closed its stream still says that it is progressing.
    step.effect({ type: 'stop-transcription', transcriptionId: ears.transcriptionId });
    reopenEars(step, 0);
  }
  if (voice.type === 'retrying' && step.at >= voice.at) openVoice(step, voice.tries);
  if (voice.type === 'initiating') initiatingDue(step, voice);
}

function initiatingDue(
  step: CallStep,
  voice: Extract<CallStep['state']['voice'], { type: 'initiating' }>,
): void {
  if (step.at >= voice.since + callTimes.speakingStuckMs) {
    // Stuck: is the call still there at all?
    step.effect({ type: 'look-up-call' });
    step.effect({ type: 'stop-speaking', speakingId: voice.speakingId });
    step.set({ voice: { type: 'opening', tries: voice.tries } });
    return speakingFailed(step);
  }
  if (step.at < voice.pollAt) return;
  step.effect({ type: 'read-speaking', speakingId: voice.speakingId });
  step.set({ voice: { ...voice, pollAt: step.at + callTimes.speakingPollMs } });
}

/** When sessions want to be looked at again. */
export function sessionsWakeAt(state: CallState): number {
  const { ears, voice } = state;
  let at = Infinity;
  if (ears.type === 'retrying') at = Math.min(at, ears.at);
  at = Math.min(at, deafAt(state));
  if (voice.type === 'retrying') at = Math.min(at, voice.at);
  if (voice.type === 'initiating') {
    at = Math.min(at, voice.pollAt, voice.since + callTimes.speakingStuckMs);
  }
  return at;
}

/** Nothing is recognised although we have spoken since: the transcription is taken for dead. */
function deafAt({ ears, freeAt }: CallState): number {
  if (ears.type !== 'open' || freeAt <= ears.newsAt) return Infinity;
  return ears.newsAt + callTimes.deafMs;
}

function reopenDelay(tries: number): number {
  return Math.min(callTimes.reopenMaxMs, callTimes.reopenMs * 2 ** (tries - 1));
}

/** The provider of the present voice; empty where each piece is spoken on its own. */
export function presentProvider({ voice, settings }: CallState): string {
  return 'tries' in voice ? providerOf(settings.providers, voice.tries) : '';
}

function provider(step: CallStep, tries: number): string {
  return providerOf(step.state.settings.providers, tries);
}

/** Each provider gets its tries, in the order of the settings. */
function providerOf(providers: readonly string[], tries: number): string {
  return providers[Math.floor(tries / sessionTries.speaking) % providers.length] ?? '';
}
