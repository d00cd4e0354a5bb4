import { AppError } from '../../shared/errors.ts';
import { sentenceOf } from '../state/app-state.ts';
import type { AudiblePiece, Playing } from './reader.ts';
import { talkStrings as words } from './talk-strings.ts';

/** Why a piece cannot be heard, in words for people. */
class Unheard extends Error {}

const voicesWithinMs = 1500;
/** Nobody speaks more slowly; some voices never tell that they are done. */
const slowestMsPerCharacter = 200;

/** Why an answer is not read aloud, for people. */
export function readingTrouble(error: unknown): string {
  if (error instanceof Unheard) return error.message;
  return words.unread(error instanceof AppError ? sentenceOf(error) : words.unplayable);
}

/** Lets a piece be heard on this machine. */
export function playPiece(piece: AudiblePiece): Playing {
  return piece.type === 'sound' ? playSound(piece) : speak(piece);
}

function playSound({ mediaType, data }: AudiblePiece & { type: 'sound' }): Playing {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const sound = new Audio(address);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  sound.addEventListener('ended', () => resolve(), { once: true });
  // A media key, or the system for another sound: who did that wants no next sentence.
  sound.addEventListener('pause', () => {
    if (!sound.ended) reject(new Unheard(words.pausedSound));
  });
  sound.addEventListener('error', () => reject(new Unheard(words.unread(words.unplayable))));
  sound.play().catch((error: unknown) => {
    const isBlocked = error instanceof DOMException && error.name === 'NotAllowedError';
    reject(new Unheard(words.unread(isBlocked ? words.blockedSound : words.unplayable)));
  });
  return {
    done: promise.finally(() => URL.revokeObjectURL(address)),
    stop: () => {
      resolve();
      sound.pause();
    },
  };
}

function speak({ text, language }: AudiblePiece & { type: 'words' }): Playing {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isOver = false;
  let limit: ReturnType<typeof setTimeout> | undefined;
  const say = (voice: SpeechSynthesisVoice): void => {
    if (isOver) return;
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.addEventListener('end', () => resolve());
    spoken.addEventListener('error', () => reject(new Unheard(words.unread(words.voiceFailed))));
    limit = setTimeout(() => resolve(), 10_000 + text.length * slowestMsPerCharacter);
    speechSynthesis.speak(spoken);
  };
  findVoice(language).then(say).catch(reject);
  const done = promise.finally(() => {
    isOver = true;
    clearTimeout(limit);
    // What is over by the limit must not go on below the next piece.
    if ('speechSynthesis' in globalThis) speechSynthesis.cancel();
  });
  return { done, stop: resolve };
}

/** A voice of this machine, best of that language; a voice of a web service would send the words away. */
async function findVoice(language: string): Promise<SpeechSynthesisVoice> {
  const voices = (await loadVoices()).filter(({ localService }) => localService);
  const [primary] = language.toLowerCase().split('-');
  const fits = (voice: SpeechSynthesisVoice): boolean =>
    voice.lang.toLowerCase().split(/[-_]/u)[0] === primary;
  const voice = voices.find(fits) ?? voices.find((one) => one.default) ?? voices[0];
  if (voice === undefined) throw new Unheard(words.noVoice);
  return voice;
}

/** Browsers find their voices a moment after they are first asked for them. */
async function loadVoices(): Promise<readonly SpeechSynthesisVoice[]> {
  if (!('speechSynthesis' in globalThis)) return [];
  const voices = speechSynthesis.getVoices();
  if (voices.length > 0) return voices;
  await new Promise<void>((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true });
    setTimeout(resolve, voicesWithinMs);
  });
  return speechSynthesis.getVoices();
}
