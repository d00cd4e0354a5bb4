import { parseArgs } from 'node:util';
import { parseDeepLink } from '../shared/deep-link.ts';
import { SettingsError } from '../shared/errors.ts';
import { resolveHome } from './settings/home.ts';

/** How one start was asked for. */
export type StartOptions = {
  /** Absolute. */
  readonly home: string;
  /** Of the headless page; 0 = any free; null: the one it had last, if that is free. */
  readonly port: number | null;
  readonly open: boolean;
  readonly hidden: boolean;
  readonly rehearsal: boolean;
  readonly headless: boolean;
  /** The `adjutant://` link that it was started for; null for none, and for what is no such link. */
  readonly link: string | null;
};

const usage =
  'Options: --headless --home DIR --port N --no-open --hidden --rehearsal (see the README).';

/** The options of a start cannot be understood; exit code 2. */
export class UsageError extends SettingsError {
  constructor(sentence: string) {
    super('START_OPTION', sentence, usage);
  }
}

/** Throws UsageError on an option that does not exist or does not make sense. */
export function parseStartOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  // The system hands a link over as a word among the options.
  const values = parse(argv.filter((word) => !isLink(word)));
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && (!/^\d+$/.test(values.port ?? '') || port > 65_535)) {
    throw new UsageError('--port takes a number from 0 to 65535.');
  }
  if (values.home === '') throw new UsageError('--home takes a folder.');
  return {
    home: resolveHome({ option: values.home, env, platform: process.platform }),
    port,
    open: !values['no-open'],
    hidden: values.hidden ?? false,
    rehearsal: values.rehearsal ?? false,
    headless: values.headless ?? false,
    link: argv.find((word) => isLink(word) && parseDeepLink(word) !== null) ?? null,
  };
}

/** The home of a start at login, to which nobody hands options or variables. Absolute. */
export function usualHome(env: Readonly<Record<string, string | undefined>>): string {
  return resolveHome({ env: { ...env, ADJUTANT_HOME: undefined }, platform: process.platform });
}

function isLink(word: string): boolean {
  return /^adjutant:/iu.test(word);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        home: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        hidden: { type: 'boolean' },
        rehearsal: { type: 'boolean' },
        headless: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const detail = error instanceof Error ? error.message.split(/\.\s/u)[0] : '';
    throw new UsageError(`${detail ?? ''}.`);
  }
}
