import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Given the program of a package: does it run commands as its users will, with words to read and the exit codes of the
// contract? For machines that have the real runtime. On Windows by a batch file, as the installer writes one.

const [given = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'adjutant-smoke-'));
const home = join(folder, 'home');
// Not there, as over SSH and in a service.
const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;

/** @type {readonly (readonly [string, readonly string[], number, RegExp])[]} */
const cases = [
  ['help', ['--help'], 0, /adjutant COMMAND/u],
  ['nothing runs', ['status', '--home', home], 3, /adjutant: /u],
  ['unknown', ['frobnicate', '--home', home], 2, /adjutant: /u],
];

try {
  const failed = cases.filter((one) => !passes(one)).length;
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {(typeof cases)[number]} one */
function passes([name, args, code, text]) {
  const [program, first] = programAndArguments();
  const done = spawnSync(program, [...first, ...args], { env, encoding: 'utf8', timeout: 60_000 });
  const ok = done.status === code && text.test(done.stdout + done.stderr);
  console.log(`${ok ? 'ok' : 'FAILED'} ${name}: exit code ${done.status ?? done.signal}`);
  if (!ok) console.log(done.stdout, done.stderr, done.error ?? '');
  return ok;
}

/** @returns {readonly [string, readonly string[]]} */
function programAndArguments() {
  if (process.platform !== 'win32') return [given, []];
  const batch = join(folder, 'adjutant.cmd');
  writeFileSync(batch, `@"${resolve(given)}" %*\r\n`);
  return ['cmd.exe', ['/d', '/c', batch]];
}
