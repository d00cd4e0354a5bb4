import { AppError } from '../../shared/errors.ts';
import type { ProxyServer } from './proxy.ts';

/**
 * Refused credentials are shown to the proxy again after so long: most directories lock an account for less than ten.
 * Those that were taken are tried anew after so long, by one wish: a password may have expired meanwhile.
 */
const againAfterMs = 60_000;
/**
 * A proxy judges a password before it looks for a target: an answer that takes longer is mostly one of a target that
 * answers nobody. Others have their own few seconds, and wait no longer for it.
 */
const patienceMs = 1500;

/** What one proxy made of one name and password. */
type Login = {
  readonly credentials: string;
  takenAt: number | null;
  refusal: { readonly error: Error; readonly at: number } | null;
  /** The last wish that shows them to find out; null while there is none. */
  trial: Promise<unknown> | null;
};

const logins = new WeakMap<ProxyServer, Login>();

/**
 * Runs `ask`, which shows `credentials` to the proxy. Until they were taken one wish at a time shows them, the next
 * one after a second and a half, and for a minute after they were refused none does: a wrong password that is shown
 * again and again locks its account. Throws what `ask` throws, or the refusal that another wish met.
 */
export async function withLogin<T>(
  proxy: ProxyServer,
  credentials: string,
  ask: () => Promise<T>,
): Promise<T> {
  const login = loginOf(proxy, credentials);
  // One that showed nothing of the password, because its target or its time was at fault, leaves it to the next, alone.
  while (login.trial !== null) {
    const { trial } = login;
    await overOrLate(trial);
    if (login.trial === trial) break;
  }
  if (login.refusal !== null && isRecent(login.refusal.at)) throw login.refusal.error;
  if (login.takenAt !== null && isRecent(login.takenAt)) return show(login, ask);
  const trial = show(login, ask);
  login.trial = trial;
  try {
    return await trial;
  } finally {
    if (login.trial === trial) login.trial = null;
  }
}

/** Resolves when a trial is over, however it ends, or has taken too long. */
async function overOrLate(trial: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const limit = setTimeout(late.resolve, patienceMs);
  await Promise.race([trial.catch(() => null), late.promise]);
  clearTimeout(limit);
}

function loginOf(proxy: ProxyServer, credentials: string): Login {
  const known = logins.get(proxy);
  if (known?.credentials === credentials) return known;
  const login = { credentials, takenAt: null, refusal: null, trial: null };
  logins.set(proxy, login);
  return login;
}

async function show<T>(login: Login, ask: () => Promise<T>): Promise<T> {
  try {
    const shown = await ask();
    taken(login);
    return shown;
  } catch (error) {
    if (isOfTarget(error)) taken(login);
    if (codeOf(error) === 'PROXY_AUTH') {
      login.takenAt = null;
      login.refusal = { error: error as Error, at: performance.now() };
    }
    throw error;
  }
}

function taken(login: Login): void {
  login.takenAt = performance.now();
  login.refusal = null;
}

function isRecent(at: number): boolean {
  return performance.now() - at < againAfterMs;
}

function isOfTarget(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'PROXY_REFUSED' || code === 'PROXY_NO_WAY';
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : '';
}
