import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const keptCharacters = 1_000_000;
const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));
/** A group of its own lets a command be ended with everything it started; the terminal's Ctrl+C is handed on instead. */
const hasGroups = process.platform !== 'win32';

/** @typedef {{ readonly ok: boolean, readonly output: string }} CommandResult `output` is the end of both streams. */

/**
 * Runs a command to its end without a terminal, so that nothing can ask questions. Never throws: a command that does not
 * exist or takes longer than the limit is a failed one. The command ends with us, however we end.
 * @param {readonly string[]} command program and arguments
 * @param {{ cwd: string, env: Record<string, string>, limitMs: number }} options
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, { cwd, env, limitMs }) {
  return new Promise((resolve) => {
    let output = '';
    const stdio = /** @type {['pipe', 'pipe', 'pipe']} */ (['pipe', 'pipe', 'pipe']);
    const options = { cwd, env, stdio, detached: hasGroups };
    const child = spawn(process.execPath, [guard, ...command], options);
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-keptCharacters);
    };
    const timer = setTimeout(() => {
      keep(`\ngiven up after ${limitMs / 1000} s`);
      endGroup(child);
    }, limitMs);
    const interrupted = () => {
      endGroup(child);
      process.exit(130);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    const end = (/** @type {CommandResult} */ result) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve(result);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => end({ ok: false, output: `${output}${error.message}` }));
    child.once('close', (code) => end({ ok: code === 0, output }));
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (!hasGroups || child.pid === undefined) return void child.kill('SIGKILL');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of them are gone already.
  }
}

/**
 * Whether a quick question to the system (`pkg-config --exists …`) is answered with yes.
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @returns {boolean}
 */
export function answersYes(command, env) {
  const [program = '', ...args] = command;
  return spawnSync(program, args, { env, stdio: 'ignore', timeout: 5_000 }).status === 0;
}

/**
 * The end of a failed command's output, indented.
 * @param {string} output
 * @param {number} [lines]
 * @returns {string}
 */
export function tail(output, lines = 25) {
  const kept = output.trimEnd().split('\n').slice(-lines);
  return kept.map((line) => `    ${line}`).join('\n');
}
