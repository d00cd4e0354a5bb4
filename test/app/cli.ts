import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { runCommand } from '../../main/command.ts';
import { entries } from './built-app.ts';
import { cleanEnv } from './environment.ts';

/** How a command ended. */
export type CliResult = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
};

export type CliOptions = {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After so long it is killed. */
  readonly limitMs?: number;
};

const usualLimitMs = 30_000;

/** Runs `adjutant …` to its end; one that hangs is killed and has no exit code. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [entries.cli, ...args], {
    env: cleanEnv(options.env),
    timeout: options.limitMs ?? usualLimitMs,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/**
 * As `runCli`, in this process: the same code but for the few lines that make a process of it. A start of Node for each
 * command would be a good part of what these tests cost.
 */
export async function runHere(
  args: readonly string[],
  { input = '', env = {} }: CliOptions = {},
): Promise<CliResult> {
  let [out, err] = ['', ''];
  const code = await runCommand(args, {
    env: cleanEnv(env),
    platform: process.platform,
    input: Readable.from([input]),
    print: (text) => (out += text),
    complain: (text) => (err += text),
  });
  return { code, out, err };
}

/** The lines of JSON that a command printed. */
export function toLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
