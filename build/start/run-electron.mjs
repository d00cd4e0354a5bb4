import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const earlyMs = 10_000;
/** How a runtime dies that cannot work on this system: no permission for its sandbox, a library missing, another CPU. */
const brokenSignals = new Set(['SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS']);

/**
 * How the desktop app ended: with an exit code, or by not working here at all.
 * @typedef {{ readonly exitCode: number } | { readonly broken: string }} ElectronEnd
 */

/**
 * Runs the desktop app to its end, handing on the signals that stop it.
 * @param {{ program: string, root: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> }} options
 * @returns {Promise<ElectronEnd>}
 */
export function runElectron({ program, root, args, env }) {
  // With this variable, which some editors set in their terminals, the runtime would be a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, [root, ...args], { cwd: root, env: rest, stdio: 'inherit' });
    const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    const end = (/** @type {ElectronEnd} */ result) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(result);
    };
    child.once('error', (error) => end({ broken: error.message }));
    child.once('exit', (code, signal) =>
      end(readEnd({ code, signal, livedMs: performance.now() - startedAt })),
    );
  });
}

/**
 * What an exit means.
 * @param {{ code: number | null, signal: NodeJS.Signals | null, livedMs: number }} exit
 * @returns {ElectronEnd}
 */
export function readEnd({ code, signal, livedMs }) {
  if (livedMs < earlyMs && signal !== null && brokenSignals.has(signal)) return { broken: signal };
  // 127: the loader did not find a shared library.
  if (livedMs < earlyMs && code === 127) return { broken: 'a system library is missing' };
  if (signal !== null) return { exitCode: 128 + (constants.signals[signal] ?? 0) };
  return { exitCode: code ?? 1 };
}
