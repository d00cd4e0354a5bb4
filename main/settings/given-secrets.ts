import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { cleanSecretValue, isSecretName, secretVariables } from './secret-names.ts';

/** A secret that a start brought along, and where from, for people. */
export type GivenSecret = { readonly value: string; readonly source: string };

type Environment = Record<string, string | undefined>;

/** systemd.exec: where the credentials of a service are, one file each, which only the service may read. */
const credentialsVariable = 'CREDENTIALS_DIRECTORY';

/**
 * The secrets that the environment gives to a start: by variable, else as a credential of the service manager by the
 * secret's own name. What gave them is taken out of `env`. A value that is empty or malformed is not used.
 */
export function takeGivenSecrets(env: Environment, log: Logger): ReadonlyMap<string, GivenSecret> {
  return new Map([...takeCredentials(env, log), ...takeVariables(env, log)]);
}

function takeVariables(env: Environment, log: Logger): ReadonlyMap<string, GivenSecret> {
  const given = new Map<string, GivenSecret>();
  for (const [variable, name] of Object.entries(secretVariables)) {
    const value = env[variable];
    delete env[variable];
    if (value === undefined || value.trim() === '') continue;
    try {
      given.set(name, { value: cleanSecretValue(name, value), source: variable });
    } catch (error) {
      log.warn('secret in the environment not used', { variable, ...errorFields(error) });
    }
  }
  return given;
}

function takeCredentials(env: Environment, log: Logger): ReadonlyMap<string, GivenSecret> {
  const folder = env[credentialsVariable];
  delete env[credentialsVariable];
  const given = new Map<string, GivenSecret>();
  if (!folder) return given;
  for (const name of namesIn(folder, log)) {
    try {
      const value = cleanSecretValue(name, readFileSync(join(folder, name), 'utf8'));
      given.set(name, { value, source: `the credential ${name}` });
    } catch (error) {
      log.warn('credential not used', { name, ...errorFields(error) });
    }
  }
  return given;
}

/** A service may have credentials that are none of ours. */
function namesIn(folder: string, log: Logger): readonly string[] {
  try {
    return readdirSync(folder).filter(isSecretName);
  } catch (error) {
    log.warn('credentials cannot be read', errorFields(error));
    return [];
  }
}
