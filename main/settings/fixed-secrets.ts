import { RefusedError } from '../../shared/errors.ts';
import type { Secrets } from './ports.ts';

/**
 * Answers the given names with fixed values and everything else as before. For practice services: the owner's own
 * token is neither read nor changed. Setting or deleting a fixed name throws RefusedError SECRET_FIXED.
 */
export function withFixedSecrets(
  secrets: Secrets,
  fixed: Readonly<Record<string, string>>,
): Secrets {
  const values = new Map(Object.entries(fixed));
  const refuseFixed = (name: string): void => {
    if (!values.has(name)) return;
    throw new RefusedError(
      'SECRET_FIXED',
      `The secret ${name} is fixed in rehearsal and cannot be changed.`,
      'Start without --rehearsal to change the real one.',
    );
  };
  return {
    get keychain() {
      return secrets.keychain;
    },
    fixedBy: (name) => (values.has(name) ? '--rehearsal' : secrets.fixedBy(name)),
    onChange: (listener) => secrets.onChange(listener),
    get: async (name) => values.get(name) ?? secrets.get(name),
    set: async (name, value) => {
      refuseFixed(name);
      await secrets.set(name, value);
    },
    delete: async (name) => {
      refuseFixed(name);
      return secrets.delete(name);
    },
    list: async () => [...new Set([...(await secrets.list()), ...values.keys()])].toSorted(),
  };
}
