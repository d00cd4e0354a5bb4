import type { Bridge } from '../bridge.ts';
import { microphoneTrouble } from './microphone-trouble.ts';
import { openMicrophone } from './microphone.ts';
import { TalkDesk } from './talk-desk.ts';
import type { TalkOptions } from './use-talk.ts';

/** Talking with the microphone of this machine. */
export function openTalkDesk({
  request,
  pageId,
  onWords,
}: Pick<TalkOptions, 'onWords'> & {
  readonly request: Bridge['request'];
  readonly pageId: string;
}): TalkDesk {
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
