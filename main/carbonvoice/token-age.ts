import { createHash, randomBytes } from 'node:crypto';
import { systemLine } from '../../shared/system-line.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { KnownToken, TokenAges } from './ports.ts';

export type TokenAgeDeps = {
  readonly ages: TokenAges;
  readonly token: () => Promise<string>;
  /** A line for the owner was kept. */
  readonly onTold: (message: ThreadMessage) => void;
  readonly clock: Clock;
};

const service = 'carbonvoice';
const dayMs = 86_400_000;
/** Carbon Voice: a personal access token ends after one year. When it was made, no route tells. */
const lifeMs = 365 * dayMs;
/** How long before the end it is told, in days. */
const warnings = [1, 7];

/**
 * Tells the end of the token in time. It is counted from the day on which the token was first seen, which is never
 * before it was made: it may end earlier, by as much as lay between.
 */
export class TokenAge {
  readonly #deps: TokenAgeDeps;

  constructor(deps: TokenAgeDeps) {
    this.#deps = deps;
  }

  /** For a token that was just taken. Resolves with its end, epoch ms, when that is near; else with null. */
  async look(): Promise<number | null> {
    const { ages, clock } = this.#deps;
    const token = await this.#deps.token();
    const known = await ages.readTokenAge({ service });
    const isSame = known !== null && known.hash === hashOf(known.salt, token);
    const age = isSame ? known : firstSeen(token, clock.now());
    if (!isSame) await ages.saveTokenAge({ service, token: age });
    const endsAt = age.seenAt + lifeMs;
    const days = warnings.find((day) => endsAt - clock.now() <= day * dayMs);
    if (days === undefined) return null;
    if (age.toldDays === null || age.toldDays > days) await this.#tell(days, endsAt);
    return endsAt;
  }

  async #tell(days: number, endsAt: number): Promise<void> {
    const { ages, clock } = this.#deps;
    const text = `${describeEnd(endsAt)} ${renewal}`;
    const message = systemLine({ id: newId(), at: clock.now(), text });
    const told = await ages.tellTokenEnd({ service, days, message });
    if (told) this.#deps.onTold(told);
  }
}

/** What the owner does about it. */
export const renewal =
  'Make a new one: developer.carbonvoice.app → Agents → the agent → Personal access tokens → Create token; then: npm run -s adjutant -- secret set carbonvoice-pat';

export function describeEnd(endsAt: number): string {
  const day = new Date(endsAt).toISOString().slice(0, 10);
  return `The Carbon Voice token ends on ${day} at the latest; after that no message arrives or leaves.`;
}

function firstSeen(token: string, now: number): KnownToken {
  const salt = randomBytes(16).toString('hex');
  return { salt, hash: hashOf(salt, token), seenAt: now, toldDays: null };
}

function hashOf(salt: string, token: string): string {
  return createHash('sha256').update(`${salt} ${token}`).digest('hex');
}
