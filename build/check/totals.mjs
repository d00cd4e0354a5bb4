/**
 * What checks came to.
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Totals
 */

/** One check that fails or passes as a whole. */
export const onePassed = Object.freeze({ passed: 1, failed: 0, skipped: 0 });
export const oneFailed = Object.freeze({ passed: 0, failed: 1, skipped: 0 });
export const oneSkipped = Object.freeze({ passed: 0, failed: 0, skipped: 1 });

/**
 * Adds up.
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function sumTotals(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/**
 * The last line of `npm test`; scripts read it.
 * @param {Totals} totals
 * @returns {string}
 */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Reads Vitest's JSON report. A file that did not even load holds no tests and counts as one failure, and so does a run
 * that ended badly without a failed test (an error outside of tests), or without any test.
 * @param {unknown} report null when there is none
 * @param {boolean} ok whether the run ended with exit code 0
 * @returns {Totals}
 */
export function vitestTotals(report, ok) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    fields(report);
  const files = Array.isArray(testResults) ? testResults.map(fields) : [];
  const broken = files.filter(
    (file) => file['status'] === 'failed' && count(file['assertionResults']) === 0,
  ).length;
  const totals = {
    passed: number(numPassedTests),
    failed: number(numFailedTests) + broken,
    skipped: number(numPendingTests) + number(numTodoTests),
  };
  return withRunnersWord(totals, ok);
}

/**
 * The failed tests of Vitest's JSON report, one line each; its own output may bury them.
 * @param {unknown} report
 * @returns {readonly string[]}
 */
export function failedTests(report) {
  const { testResults } = fields(report);
  const files = Array.isArray(testResults) ? testResults.map(fields) : [];
  return files.flatMap((file) => {
    const tests = Array.isArray(file['assertionResults']) ? file['assertionResults'] : [];
    const failed = tests.map(fields).filter((one) => one['status'] === 'failed');
    const broken = file['status'] === 'failed' && tests.length === 0 ? ['does not load'] : [];
    const names = [...broken, ...failed.map((one) => String(one['fullName']))];
    return names.map((name) => `${String(file['name'])}: ${name}`);
  });
}

/**
 * Reads Playwright's JSON report. A test that passes only on a second try is a failure; errors outside of tests count, too.
 * @param {unknown} report null when there is none
 * @param {boolean} ok whether the run ended with exit code 0
 * @returns {Totals}
 */
export function playwrightTotals(report, ok) {
  const { stats, errors } = fields(report);
  const { expected, unexpected, flaky, skipped } = fields(stats);
  const totals = {
    passed: number(expected),
    failed: number(unexpected) + number(flaky) + count(errors),
    skipped: number(skipped),
  };
  return withRunnersWord(totals, ok);
}

/** @param {Totals} totals @param {boolean} ok @returns {Totals} */
function withRunnersWord(totals, ok) {
  const unexplained = totals.failed === 0 && (!ok || totals.passed + totals.skipped === 0);
  return unexplained ? { ...totals, failed: 1 } : totals;
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function fields(value) {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** @param {unknown} value @returns {number} */
function number(value) {
  return typeof value === 'number' ? value : 0;
}

/** @param {unknown} value @returns {number} */
function count(value) {
  return Array.isArray(value) ? value.length : 0;
}
