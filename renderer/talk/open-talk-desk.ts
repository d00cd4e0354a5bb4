import { microphoneTrouble } from './microphone-trouble.ts';
import { openMicrophone } from './microphone.ts';
import { TalkDesk, type TalkDeskParts } from './talk-desk.ts';

/** Talking with the microphone of this machine. */
export function openTalkDesk({
  request,
  pageId,
  onWords,
}: Pick<TalkDeskParts, 'request' | 'pageId' | 'onWords'>): TalkDesk {
  const place = {
    isDesktop: location.protocol === 'app:',
    userAgent: navigator.userAgent,
  };
  return new TalkDesk({
    ...{ request, pageId, openMicrophone, onWords },
    newId: () => crypto.randomUUID(),
    trouble: (error) => microphoneTrouble(error, place),
    now: () => Date.now(),
    every: (ms, action) => {
      const timer = setInterval(action, ms);
      return () => clearInterval(timer);
    },
  });
}
