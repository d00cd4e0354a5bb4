import { AuthError, SettingsError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { SecretStore } from '../settings/ports.ts';
import { parseLogin } from './account-wire.ts';
import { carry, placementsOf, toCredential } from './credential.ts';
import type { Carrier, Credential, Placement } from './credential.ts';
import { toRestError } from './rest-errors.ts';
import type { Transport } from './transport.ts';
import { parseBody } from './wire.ts';

export type SignInDeps = {
  /** Host root, without a slash at the end. */
  readonly url: string;
  readonly userAgent: string;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Ends a sign-in that is under way: several requests may wait for the same one. */
  readonly lifetime: AbortSignal;
};

/** A credential, where to put it, and whether it was made by signing in. */
export type Pass = {
  readonly credential: Credential;
  readonly placement: Placement;
  readonly isLogin: boolean;
};

const dayMs = 86_400_000;
/** VoIPBIN: `/auth` has a small budget of its own. A sign-in that nothing takes is not made anew before this. */
const freshMs = 60_000;

/** Knows what opens the account, where it goes, and when it runs out; signs in again before it does. */
export class SignIn {
  readonly #deps: SignInDeps;
  #login: {
    readonly userName: string;
    readonly password: string;
    readonly credential: Credential;
    /** When it was made, by our clock, and whether the service took it since. */
    readonly at: number;
    readonly hasWorked: boolean;
  } | null = null;
  #loggingIn: Promise<Credential> | null = null;
  /** Placements that were refused or taken, by token: what worked is asked first. */
  #worked: { readonly token: string; readonly placement: Placement } | null = null;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /** Throws SettingsError when nothing is set, AuthError when the sign-in is refused. */
  async pass(): Promise<Pass> {
    const token = (await this.#deps.secrets.get('voipbin-token'))?.trim();
    if (token) return this.#passOf(toCredential(token), false);
    return this.#passOf(await this.#signedIn(), true);
  }

  /** What to try after a 401: the other place once, then a fresh sign-in; null when nothing is left. */
  async passAfterRefusal(refused: readonly Pass[]): Promise<Pass | null> {
    const last = refused.at(-1);
    if (!last) return this.pass();
    if (this.#worked?.token === last.credential.token) this.#worked = null;
    const tried = refused.filter(({ credential }) => credential.token === last.credential.token);
    const next = placementsOf(last.credential).find(
      (placement) => !tried.some((pass) => pass.placement === placement),
    );
    if (next) return { ...last, placement: next };
    if (!last.isLogin || refused.some(({ credential }) => credential !== last.credential))
      return null;
    // Revoked on the other side: the password may still open the door, unless what it has just given does not either.
    if (this.#login?.credential === last.credential) {
      const { at, hasWorked } = this.#login;
      if (!hasWorked && this.#deps.clock.now() - at < freshMs) return null;
      this.#login = null;
    }
    return this.#passOf(await this.#signedIn(), true);
  }

  /** The service took this pass. */
  accepted({ credential, placement }: Pass): void {
    this.#worked = { token: credential.token, placement };
    if (this.#login?.credential === credential) this.#login = { ...this.#login, hasWorked: true };
  }

  carrierOf({ credential, placement }: Pass): Carrier {
    return carry(credential, placement);
  }

  #passOf(credential: Credential, isLogin: boolean): Pass {
    const worked = this.#worked?.token === credential.token ? this.#worked.placement : null;
    return { credential, placement: worked ?? placementsOf(credential)[0], isLogin };
  }

  async #signedIn(): Promise<Credential> {
    const { secrets, clock } = this.#deps;
    const userName = (await secrets.get('voipbin-username'))?.trim();
    const password = await secrets.get('voipbin-password');
    if (!userName || !password) throw noCredential();
    const known = this.#login;
    if (known?.userName === userName && known.password === password) {
      const { expiresAt } = known.credential;
      // VoIPBIN: a sign-in lasts seven days and cannot be renewed, only made again.
      if (expiresAt === null || expiresAt - clock.now() > dayMs) return known.credential;
    }
    // Side by side they would each sign in; `/auth` has a small budget of its own.
    this.#loggingIn ??= this.#logIn(userName, password).finally(() => {
      this.#loggingIn = null;
    });
    return this.#loggingIn;
  }

  async #logIn(userName: string, password: string): Promise<Credential> {
    const answer = await this.#deps.transport.exchange({
      method: 'POST',
      url: `${this.#deps.url}/auth/login`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': this.#deps.userAgent,
        'x-request-id': newId(),
      },
      body: JSON.stringify({ username: userName, password }),
      timeoutMs: 15_000,
      signal: this.#deps.lifetime,
    });
    // VoIPBIN: a wrong password is a 400 with an empty body.
    if ([400, 401, 403].includes(answer.status)) throw loginRefused();
    if (answer.status !== 200) throw toRestError(answer, 'sign-in');
    const credential = toCredential(parseLogin(parseBody(answer.text)));
    const at = this.#deps.clock.now();
    this.#login = { userName, password, credential, at, hasWorked: false };
    return credential;
  }
}

/** How soon it is told: a pasted JWT lives a week, so a day ahead; an access key a week ahead. */
export function expiryNotice(
  pass: { readonly kind: Credential['kind']; readonly expiresAt: number | null },
  now: number,
): { readonly detail: string; readonly remedy: string } | null {
  if (pass.expiresAt === null) return null;
  const leftMs = pass.expiresAt - now;
  if (leftMs > (pass.kind === 'jwt' ? dayMs : 7 * dayMs)) return null;
  const name = pass.kind === 'jwt' ? 'token' : 'access key';
  const on = new Date(pass.expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    detail: leftMs > 0 ? `The ${name} expires on ${on} UTC.` : `The ${name} has expired.`,
    remedy: `Make a new access key and set it: ${setToken}`,
  };
}

const setToken = 'npm run -s adjutant -- secret set voipbin-token';

function noCredential(): SettingsError {
  return new SettingsError(
    'VOIPBIN_NO_CREDENTIAL',
    'No VoIPBIN access key is set.',
    `Make an access key in the VoIPBIN console and set it: ${setToken}`,
  );
}

function loginRefused(): AuthError {
  return new AuthError('VOIPBIN_LOGIN_REFUSED', 'VoIPBIN refuses the user name or the password.', {
    remedy: `Set voipbin-username and voipbin-password again, or use an access key: ${setToken}`,
  });
}
