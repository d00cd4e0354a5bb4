/**
 * Short lines about what goes on. They go to standard error only: standard output belongs to the started program.
 * @typedef {{ say(part: string, text: string): void }} Progress
 */

/**
 * @param {string} prefix for example `setup`
 * @param {(line: string) => void} [write]
 * @returns {Progress}
 */
export function createProgress(prefix, write = (line) => void process.stderr.write(line)) {
  return { say: (part, text) => write(`[${prefix}] ${part}: ${text}\n`) };
}

/**
 * Tells every ten seconds that slow work is still going on.
 * @template T
 * @param {{ progress: Progress, part: string, text: string }} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withTicks({ progress, part, text }, work) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const timer = setInterval(() => progress.say(part, `${text} (${seconds()} s) …`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
