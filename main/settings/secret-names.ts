import { RefusedError } from '../../shared/errors.ts';
import { secretNames } from './ports.ts';

/** Variables that carry a secret for a headless start, and the secret each stands for. */
export const secretVariables: Readonly<Record<string, string>> = {
  ADJUTANT_CARBONVOICE_PAT: 'carbonvoice-pat',
  ADJUTANT_VOIPBIN_TOKEN: 'voipbin-token',
  ADJUTANT_VOIPBIN_USERNAME: 'voipbin-username',
  ADJUTANT_VOIPBIN_PASSWORD: 'voipbin-password',
  ADJUTANT_NGROK_AUTHTOKEN: 'ngrok-authtoken',
  ADJUTANT_LLM_KEY: 'llm-key',
  ADJUTANT_PROXY_PASSWORD: 'proxy-password',
};

const maxSecretBytes = 8192;

/** Whether it is one of the contract's, which are the same for everybody. */
export function isFixedName(name: string): boolean {
  return secretNames.some((known) => known === name);
}

/** Whether a secret may have this name: one of the contract's, or one of a model, an MCP server or a calendar. */
export function isSecretName(name: string): boolean {
  return (
    isFixedName(name) ||
    /^llm-key\.[A-Za-z0-9_-]{1,100}$/u.test(name) ||
    /^mcp\.[A-Za-z0-9_-]{1,100}\.[A-Za-z0-9_-]{1,100}$/u.test(name) ||
    /^calendar\.[A-Za-z0-9_-]{1,40}$/u.test(name)
  );
}

/** Throws RefusedError SECRET_NAME. The name is not repeated: it may be a secret in the wrong place. */
export function checkSecretName(name: string): void {
  if (isSecretName(name)) return;
  throw new RefusedError(
    'SECRET_NAME',
    'There is no secret by that name.',
    `Names are ${secretNames.join(', ')}, llm-key.<name>, mcp.<server>.<variable> and calendar.<name>.`,
  );
}

/**
 * The value as it is kept: without one trailing newline, which `echo` adds. Throws RefusedError
 * SECRET_VALUE, whose text never holds the value.
 */
export function cleanSecretValue(name: string, value: string): string {
  const clean = value.replace(/\r?\n$/u, '');
  const fault = faultOf(clean);
  if (fault === null) return clean;
  throw new RefusedError(
    'SECRET_VALUE',
    `The value for ${name} ${fault}.`,
    'Give it again on standard input, on one line.',
  );
}

function faultOf(value: string): string | null {
  if (value.trim() === '') return 'is empty';
  if (Buffer.byteLength(value) > maxSecretBytes) return `is longer than ${maxSecretBytes} bytes`;
  // It travels in a header, which ends at a line's end.
  if (/[\r\n]/u.test(value)) return 'has several lines';
  if (value.includes('\0')) return 'holds a NUL character, which a keychain cannot keep';
  return null;
}
