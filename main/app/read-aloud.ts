import { assertNever } from '../../shared/assert-never.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Scope } from '../base/scope.ts';
import { createSpeechCutter } from '../call/speakable.ts';
import type { ThreadNews } from '../thread/news.ts';
import { ReadAloud } from '../voice/read-aloud.ts';
import { Reading } from '../voice/reading.ts';
import type { ReadingParts } from '../voice/reading.ts';
import type { TalkFloor } from '../voice/talk-floor.ts';
import type { Ground } from './ground.ts';
import type { Meters } from './meters/meters.ts';

type ReadGround = Pick<Ground, 'clock' | 'settings' | 'secrets'>;

export function joinReadAloud(
  ground: ReadGround,
  { meters, floor }: { readonly meters: Pick<Meters, 'readAloud'>; readonly floor: TalkFloor },
  scope: Scope,
): ReadAloud {
  const { settings, clock } = ground;
  const language = settings['stt.language'] ?? settings['phone.language'];
  const speak = speakWith(ground, meters);
  const readAloud = new ReadAloud({
    way: settings['tts.readAloud'],
    isListening: () => floor.listening,
    open: () => new Reading({ cutter: createSpeechCutter({ language }), language, speak, clock }),
  });
  scope.add('reading aloud', readAloud);
  scope.defer(
    'talking over what is read',
    floor.changed.on((listening) => {
      if (listening) readAloud.hush();
    }),
  );
  // A press is over what is being said; a window out of sight, a lock or a sleep over all that is to come.
  scope.defer(
    'presses over what is read',
    floor.news.on(({ name }) => (name === 'talk:halted' ? readAloud.halt() : readAloud.hush())),
  );
  return readAloud;
}

/** Null where no service is set. */
function speakWith(
  { settings, secrets, clock }: ReadGround,
  meters: Pick<Meters, 'readAloud'>,
): ReadingParts['speak'] {
  const { 'tts.url': url, 'tts.model': model, 'tts.voice': voice } = settings;
  if (url === null) return null;
  return async (text, signal) => {
    // Most starts never read aloud.
    const { Speaker } = await import('../voice/speaker.ts');
    const speaker = new Speaker({
      ...{ url, model, voice, clock },
      key: () => secrets.get('tts-key'),
      onUse: (characters) => meters.readAloud(model, characters),
    });
    return speaker.speak(text, signal);
  };
}

/** Follows the thread; returns the end of that. */
export function readAnswers(readAloud: ReadAloud, news: Emitter<ThreadNews>): () => void {
  return news.on((one) => {
    switch (one.type) {
      case 'reply-started':
        return readAloud.begin(one.messageId, one.reply.id);
      case 'reply-grown':
        return readAloud.grow(one.replyId, one.text);
      case 'reply-working':
      case 'reply-step':
      case 'reply-approval':
        return readAloud.pause(one.replyId);
      case 'reply-finished':
        return readAloud.finish(one.messageId, one.reply.id, one.reply.text);
      case 'reply-dropped':
        return readAloud.stop(one.replyId);
      case 'message-saved':
      case 'messages-removed':
      case 'message-settled':
        return;
      default:
        assertNever(one);
    }
  });
}
