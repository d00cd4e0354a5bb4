import { AuthError, RefusedError, toErrorEnvelope } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { SecretsView } from '../../../shared/setup-requests.ts';
import { calendarSecretName } from '../../../shared/calendar-sources.ts';
import { mcpSecretName } from '../../../shared/mcp.ts';
import type { Clock } from '../../base/clock.ts';
import type { Secrets } from '../../settings/ports.ts';
import { secretNames } from '../../settings/ports.ts';

/** Where a secret went: `memory` is for this run only, and `detail` says why. */
export type KeptSecret = {
  readonly name: string;
  readonly kept: 'keychain' | 'memory';
  readonly detail: string;
};

/** So long a change of a secret can be taken back, in ms; its former value is in memory until then. */
const undoMs = 5 * 60_000;

type Former = { readonly value: string | null; readonly forget: () => void };

/** Secrets as commands and window change them. Values go in, and never out. */
export class SecretCare {
  readonly #secrets: Secrets;
  readonly #settings: () => Promise<Settings>;
  readonly #clock: Clock;
  readonly #former = new Map<string, Former>();

  /** `settings`: as the next start will read them; what they name needs its key before that. */
  constructor(secrets: Secrets, settings: () => Promise<Settings>, clock: Clock) {
    this.#secrets = secrets;
    this.#settings = settings;
    this.#clock = clock;
  }

  async set(name: string, value: string): Promise<KeptSecret> {
    await this.#secrets.set(name, value);
    // An undo must not bring back what is older than this.
    this.#forget(name);
    const { status, detail } = this.#secrets.keychain;
    return { name, kept: status === 'connected' ? 'keychain' : 'memory', detail };
  }

  async delete(name: string): Promise<boolean> {
    const deleted = await this.#secrets.delete(name);
    this.#forget(name);
    return deleted;
  }

  names(): Promise<readonly string[]> {
    return this.#secrets.list();
  }

  /** With a way back for a while. */
  async replace(name: string, value: string): Promise<KeptSecret & { readonly replaced: boolean }> {
    const before = await this.#read(name);
    const kept = await this.set(name, value);
    if (before !== undefined) this.#remember(name, before);
    return { ...kept, replaced: typeof before === 'string' };
  }

  /** With a way back for a while. */
  async remove(name: string): Promise<boolean> {
    const before = await this.#read(name);
    const removed = await this.delete(name);
    if (typeof before === 'string') this.#remember(name, before);
    return removed;
  }

  /** Throws RefusedError when there is no change to take back any more. */
  async undo(name: string): Promise<void> {
    const former = this.#former.get(name);
    if (!former) {
      throw new RefusedError(
        'SECRET_NO_UNDO',
        'The former value is not known any more.',
        'Set it again.',
      );
    }
    if (former.value === null) await this.delete(name);
    else await this.set(name, former.value);
  }

  /** All names that there can be use for, and those that are set. */
  async view(): Promise<SecretsView> {
    let found: ReadonlySet<string> | null = null;
    let problem: string | null = null;
    try {
      found = new Set(await this.names());
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const { message, remedy } = toErrorEnvelope(error);
      problem = `${message} ${remedy}`.trim();
    }
    const all = [
      ...new Set([...secretNames, ...wantedBy(await this.#settings()), ...(found ?? [])]),
    ];
    const secrets = all.map((name) => {
      const fixedBy = this.#secrets.fixedBy(name);
      const isSet = fixedBy !== null || found?.has(name) === true;
      const state = isSet ? 'set' : found === null ? 'unknown' : 'unset';
      return { name, state, fixedBy } as const;
    });
    return { secrets, problem };
  }

  /** Nothing can be taken back after it. */
  close(): void {
    for (const name of this.#former.keys()) this.#forget(name);
  }

  /** Undefined where the keychain does not tell: there is no way back then. */
  async #read(name: string): Promise<string | null | undefined> {
    try {
      return await this.#secrets.get(name);
    } catch (error) {
      if (error instanceof AuthError) return undefined;
      throw error;
    }
  }

  #remember(name: string, value: string | null): void {
    this.#forget(name);
    const forget = this.#clock.schedule(undoMs, () => this.#former.delete(name));
    this.#former.set(name, { value, forget });
  }

  #forget(name: string): void {
    this.#former.get(name)?.forget();
    this.#former.delete(name);
  }
}

/** Keys of further models, of calendars and of MCP servers, as settings name them. */
function wantedBy(settings: Settings): readonly string[] {
  const models = settings['llm.providers'].flatMap(({ key }) => (key === null ? [] : [key]));
  // A password, or the secret address of a file.
  const calendars = settings['calendar.sources'].flatMap(({ name, username, url }) =>
    username !== null || url === null ? [calendarSecretName(name)] : [],
  );
  const servers = settings['mcp.servers'].flatMap(({ name, env, headers }) =>
    [...Object.values(env), ...Object.values(headers)].flatMap((written) => {
      const secret = mcpSecretName(name, written);
      return secret === null ? [] : [secret];
    }),
  );
  return [...models, ...calendars, ...servers];
}
