import { RefusedError } from '../../../shared/errors.ts';
import type { AgentLetters, LetterTarget } from './message-ports.ts';

/** Exactly one. Throws RefusedError. */
export async function findTarget(
  letters: Pick<AgentLetters, 'find'>,
  to: string,
): Promise<LetterTarget> {
  const [found, ...others] = await letters.find(to);
  if (found && others.length === 0) return found;
  if (!found) {
    throw new RefusedError(
      'NOBODY',
      `There is no contact or address ${JSON.stringify(to)}.`,
      'Ask for the e-mail address, or look with find_contact.',
    );
  }
  const all = [found, ...others].map(nameOfTarget).join('; ');
  throw new RefusedError('SEVERAL', `Several are meant: ${all}.`, 'Ask which one.');
}

/** `Anna (anna@example.com)`, or the address alone. */
export function nameOfTarget({ name, address }: LetterTarget): string {
  return name === null ? address : `${name} (${address})`;
}
