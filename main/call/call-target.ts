import { RefusedError } from '../../shared/errors.ts';
import type { Party } from './ports.ts';

/**
 * `+1…` (E.164, as people write it: with spaces, dots, dashes, slashes or brackets), `extension:100` or `sip:…`. Throws
 * RefusedError before anything is dialled.
 */
export function parseCallTarget(text: string): Party {
  const target = text.trim();
  const tel = target.startsWith('+') ? target.replace(/[\s().\u2010-\u2013/-]/gu, '') : '';
  if (/^\+[1-9]\d{6,14}$/.test(tel)) return { type: 'tel', target: tel, name: '' };
  // Short codes, as people write them: what may be dialled is decided elsewhere, and tells police from nobody.
  if (/^\+?\d{3,6}$/.test(target)) return { type: 'tel', target, name: '' };
  const extension = /^extension:(?<number>[\w*#-]{1,32})$/.exec(target)?.groups?.['number'];
  if (extension) return { type: 'extension', target: extension, name: extension };
  const sip = /^sip:(?<address>[^\s\p{Cc}@]{1,64}@[^\s\p{Cc}@]{1,255})$/u.exec(target)?.groups?.[
    'address'
  ];
  if (sip) return { type: 'sip', target: sip, name: '' };
  throw new RefusedError(
    'CALL_TARGET',
    'That is no number that can be called.',
    'Write it in full with its country, such as +1 202 555 0123, or use extension:100 or sip:name@host.',
  );
}
