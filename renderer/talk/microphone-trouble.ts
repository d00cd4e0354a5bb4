import { talkStrings as words } from './talk-strings.ts';

/** Where a page is, as far as a microphone cares. */
export type Place = {
  /** A window of the desktop app, no page of a browser. */
  readonly isDesktop: boolean;
  readonly userAgent: string;
};

/** Why there is no microphone, and what to do about it, for people. */
export function microphoneTrouble(error: unknown, place: Place): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return refused(place);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return words.missing;
    case 'TypeError':
      // There is no `navigator.mediaDevices` outside a secure context.
      return words.insecure;
    default:
      return words.inUse;
  }
}

function refused({ isDesktop, userAgent }: Place): string {
  if (!isDesktop) return words.refusedHere;
  if (userAgent.includes('Mac')) return words.refusedMac;
  return userAgent.includes('Windows') ? words.refusedWindows : words.refusedLinux;
}
