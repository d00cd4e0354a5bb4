import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const retryAfterMs = 24 * 60 * 60 * 1000;

/**
 * What was tried without success, so that not every start tries it again: step -> what the situation was, and when.
 * @typedef {Record<string, { readonly situation: string, readonly at: number }>} FailedSteps
 */

/** @param {string} root @returns {string} */
export function memoryFile(root) {
  return join(root, 'node_modules/.cache/adjutant/setup.json');
}

/**
 * @param {string} root
 * @returns {FailedSteps}
 */
export function readFailedSteps(root) {
  try {
    /** @type {FailedSteps | null} */
    const value = JSON.parse(readFileSync(memoryFile(root), 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Absent or torn: then nothing is known to have failed.
    return {};
  }
}

/**
 * @param {string} root
 * @param {FailedSteps} steps
 */
export function writeFailedSteps(root, steps) {
  const file = memoryFile(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(steps));
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * Whether a step is worth a try: never failed, failed in another situation, or failed more than a day ago.
 * @param {FailedSteps} steps
 * @param {{ step: string, situation: string, now: number }} question `now` in epoch milliseconds
 * @returns {boolean}
 */
export function isWorthTrying(steps, { step, situation, now }) {
  const failed = steps[step];
  if (!failed || failed.situation !== situation) return true;
  return Math.abs(now - failed.at) >= retryAfterMs;
}
