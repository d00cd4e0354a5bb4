import type { ConnectionState } from '../../shared/connection.ts';
import { AuthError, RefusedError } from '../../shared/errors.ts';
import { Backoff, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { GivenSecret } from './given-secrets.ts';
import { takeGivenSecrets } from './given-secrets.ts';
import type { LoadKeytar } from './keytar-api.ts';
import { isMissing, keychainAsked, keychainOff, keychainState } from './keychain-state.ts';
import { KeytarSecrets } from './keytar-secrets.ts';
import { MemorySecrets } from './memory-secrets.ts';
import type { Secrets } from './ports.ts';
import { checkSecretName, cleanSecretValue } from './secret-names.ts';

export type OpenSecretsOptions = {
  readonly home: string;
  /** The variables of secrets are taken out of it, so that no child process inherits them; also the one of credentials. */
  readonly env: Record<string, string | undefined>;
  /** The setting `keychain.enabled`. */
  readonly enabled: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where keytar comes from: a KeytarProcess, or (only where hanging does no harm) this process. */
  readonly loadKeytar: LoadKeytar;
  /** Where this run's memory lies; a map of its own when there is none. */
  readonly held?: Map<string, string>;
  /** Hears each value as soon as it is known here. */
  readonly onValue?: (value: string) => void;
  /** Ends what goes on in the background. */
  readonly signal: AbortSignal;
};

export type OpenedSecrets = {
  readonly secrets: Secrets;
  /** Asks the keychain anew, for example after its owner unlocked it; `secrets.keychain` tells the outcome. */
  readonly probe: () => Promise<void>;
};

/**
 * Secrets from the environment, then of this run's memory, then from the keychain. Never waits for the keychain:
 * it is looked for in the background.
 */
export function openSecrets(options: OpenSecretsOptions): OpenedSecrets {
  const {
    home,
    env,
    enabled,
    clock,
    log,
    loadKeytar: load,
    held = new Map(),
    onValue = () => {},
    signal,
  } = options;
  const given = takeGivenSecrets(env, log);
  const known = [...[...given.values()].map(({ value }) => value), ...held.values()];
  for (const value of known) onValue(value);
  const keychain = enabled ? new KeytarSecrets({ home, clock, load }) : null;
  const secrets = new LayeredSecrets({ given, held, keychain, clock, log, onValue, signal });
  keychain?.onFreed(() => void secrets.probe());
  void secrets.probe();
  return { secrets, probe: () => secrets.probe() };
}

type LayeredOptions = {
  readonly given: ReadonlyMap<string, GivenSecret>;
  readonly held: Map<string, string>;
  readonly keychain: KeytarSecrets | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onValue: (value: string) => void;
  readonly signal: AbortSignal;
};

/** After a refusal the keychain is left in peace for so long, because asking it may open a dialog. */
const patienceMs = 60_000;

/**
 * What cannot go into the keychain stays in memory for this run, and the state says so. It is not written there later
 * by itself: the owner was told that it is not kept, and sets it again to keep it.
 */
class LayeredSecrets implements Secrets {
  readonly #options: LayeredOptions;
  readonly #memory: MemorySecrets;
  /** What an open keychain said last: one that locks itself, hangs or goes away later takes nobody off the line. */
  readonly #known = new Map<string, string | null>();
  /** How often something was set or deleted. */
  #writes = 0;
  readonly #changes = new Emitter<string | null>();
  #state: ConnectionState;
  #willProbe = false;
  /** A look for one that is gone asks nobody anything. */
  readonly #probes = new Backoff(untilItWorks);
  #refusal: { readonly at: number; readonly error: AuthError } | null = null;

  constructor(options: LayeredOptions) {
    this.#options = options;
    this.#memory = new MemorySecrets(options.held);
    this.#state = options.keychain ? keychainAsked : keychainOff;
  }

  get keychain(): ConnectionState {
    return this.#state;
  }

  fixedBy(name: string): string | null {
    return this.#options.given.get(name)?.source ?? null;
  }

  onChange(listener: (name: string | null) => void): () => void {
    return this.#changes.on(listener);
  }

  async probe(): Promise<void> {
    // What went wrong is in the state by then.
    await this.#ask((keychain) => keychain.probe()).catch(() => undefined);
  }

  /**
   * What an open keychain gave or denied before in this run is answered while it is locked, hangs or is gone. Throws
   * AuthError where it said nothing yet: "none" would be a guess. Without a keychain there is none.
   */
  async get(name: string): Promise<string | null> {
    checkSecretName(name);
    const near = this.#options.given.get(name)?.value ?? (await this.#memory.get(name));
    if (near !== null) return near;
    const writes = this.#writes;
    try {
      const answer = await this.#patiently((keychain) => this.#read(keychain, name), null);
      if (answer === null) return this.#known.get(name) ?? null;
      // What was set or deleted meanwhile is newer.
      if (writes === this.#writes) this.#learn(name, answer.value);
      return answer.value;
    } catch (error) {
      const known = this.#known.get(name);
      if (known === undefined || !(error instanceof AuthError)) throw error;
      return known;
    }
  }

  async #read(keychain: KeytarSecrets, name: string): Promise<{ readonly value: string | null }> {
    const value = await keychain.get(name);
    // One that locked itself a moment ago says none, too: what is known to be there is given up for an open one only.
    if (value === null && this.#hasKnown(name)) await keychain.probe();
    return { value };
  }

  #hasKnown(name: string): boolean {
    return (this.#known.get(name) ?? null) !== null;
  }

  #learn(name: string, value: string | null): void {
    if (value !== null) this.#options.onValue(value);
    this.#known.set(name, value);
  }

  #forget(name: string): void {
    this.#writes += 1;
    this.#known.delete(name);
  }

  async set(name: string, value: string): Promise<void> {
    checkSecretName(name);
    this.#refuseGiven(name);
    const clean = cleanSecretValue(name, value);
    this.#options.onValue(clean);
    this.#forget(name);
    try {
      const isKept = await this.#ask((keychain) => keychain.set(name, clean).then(() => true));
      if (isKept) {
        this.#known.set(name, clean);
        await this.#memory.delete(name);
      } else await this.#memory.set(name, clean);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      await this.#memory.set(name, clean);
    }
    await this.#tellRest();
    this.#changes.emit(name);
  }

  /** Throws AuthError when a keychain that is locked or gone may still hold it; the copy of this run is gone even so. */
  async delete(name: string): Promise<boolean> {
    checkSecretName(name);
    this.#refuseGiven(name);
    const wasKnown = this.#hasKnown(name);
    const wasInMemory = await this.#memory.delete(name);
    this.#forget(name);
    let wasKept = false;
    try {
      wasKept = (await this.#ask((keychain) => keychain.delete(name))) ?? false;
    } catch (error) {
      if (wasInMemory || wasKnown) this.#changes.emit(name);
      if (wasKnown || !isMissing(error)) throw error;
      return wasInMemory;
    }
    await this.#tellRest();
    if (wasInMemory || wasKept) this.#changes.emit(name);
    return wasInMemory || wasKept;
  }

  async list(): Promise<readonly string[]> {
    const near = [...this.#options.given.keys(), ...(await this.#memory.list())];
    const known = [...this.#known].flatMap(([name, value]) => (value === null ? [] : name));
    const kept = await this.#patiently((keychain) => keychain.list(), known);
    return [...new Set([...near, ...kept])].toSorted();
  }

  #refuseGiven(name: string): void {
    const variable = this.fixedBy(name);
    if (variable === null) return;
    throw new RefusedError(
      'SECRET_FIXED',
      `The secret ${name} comes from ${variable} for this run and cannot be changed.`,
      `Start without ${variable}, or give it another value there.`,
    );
  }

  /** As `#ask`, but answers from the last refusal for a while, and with `none` where there is no keychain. */
  async #patiently<T>(request: (keychain: KeytarSecrets) => Promise<T>, none: T): Promise<T> {
    try {
      const { at, error } = this.#refusal ?? { at: 0, error: null };
      const since = this.#options.clock.now() - at;
      if (error !== null && since >= 0 && since < patienceMs) throw error;
      return (await this.#ask(request)) ?? none;
    } catch (error) {
      if (isMissing(error)) return none;
      throw error;
    }
  }

  /** Null without a keychain. Every answer also tells how the keychain is. */
  async #ask<T>(request: (keychain: KeytarSecrets) => Promise<T>): Promise<T | null> {
    const { keychain, clock, log } = this.#options;
    if (keychain === null) return null;
    try {
      const answer = await request(keychain);
      this.#refusal = null;
      this.#probes.reset();
      await this.#tellRest();
      return answer;
    } catch (error) {
      if (error instanceof AuthError) {
        if (this.#refusal === null) log.warn('keychain not available', errorFields(error));
        this.#refusal = { at: clock.now(), error };
        if (isMissing(error)) this.#probeLater();
        await this.#tellRest();
      }
      throw error;
    }
  }

  /** One that went away is looked for again: what it gave holds, so nobody else may ask for long. */
  #probeLater(): void {
    const { clock, signal } = this.#options;
    if (this.#willProbe || this.#known.size === 0) return;
    this.#willProbe = true;
    sleep(clock, this.#probes.next(), signal).then(
      () => {
        this.#willProbe = false;
        void this.probe();
      },
      () => undefined,
    );
  }

  /** Brings the state in line with the last answer and with what is only in memory. */
  async #tellRest(): Promise<void> {
    const rest = await this.#memory.list();
    if (this.#options.keychain === null) return;
    const next = keychainState(this.#refusal?.error ?? null, rest);
    const before = this.#state;
    if (before.status === next.status && before.detail === next.detail) return;
    this.#state = next;
    this.#changes.emit(null);
  }
}
