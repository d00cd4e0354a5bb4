import { describe, expect, test } from 'vitest';
import {
  failedTests,
  oneFailed,
  onePassed,
  oneSkipped,
  playwrightTotals,
  sumTotals,
  totalsLine,
  vitestTotals,
} from '../../../build/check/totals.mjs';

test('the last line names what was skipped only when something was', () => {
  expect(totalsLine(sumTotals([onePassed, onePassed, oneFailed]))).toBe('2 passed, 1 failed');
  expect(totalsLine(sumTotals([onePassed, oneSkipped]))).toBe('1 passed, 0 failed, 1 skipped');
  expect(totalsLine(sumTotals([]))).toBe('0 passed, 0 failed');
});

describe('a Vitest report', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };

  test('is counted by its tests', () => {
    expect(vitestTotals(report, false)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('counts a file that did not load', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [] },
    ];
    expect(vitestTotals({ ...report, testResults }, false).failed).toBe(2);
  });

  test('names the failed tests', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a' },
      { status: 'failed', fullName: 'b' },
    ];
    const testResults = [
      { name: 'x.test.ts', status: 'failed', assertionResults },
      { name: 'y.test.ts', status: 'failed', assertionResults: [] },
    ];
    expect(failedTests({ testResults })).toEqual(['x.test.ts: b', 'y.test.ts: does not load']);
    expect(failedTests(null)).toEqual([]);
  });

  test('that is missing, empty or contradicts the exit code is a failure', () => {
    expect(vitestTotals(null, false)).toEqual(oneFailed);
    expect(vitestTotals(null, true)).toEqual(oneFailed);
    expect(vitestTotals({ numPassedTests: 0 }, true)).toEqual(oneFailed);
    expect(vitestTotals({ numPassedTests: 5 }, false)).toEqual({
      passed: 5,
      failed: 1,
      skipped: 0,
    });
  });
});

describe('a Playwright report', () => {
  test('is counted by its tests; flaky ones and outer errors are failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    const totals = { passed: 4, failed: 3, skipped: 2 };
    expect(playwrightTotals({ stats, errors: [{}] }, false)).toEqual(totals);
  });

  test('of a clean run has no failure', () => {
    const stats = { expected: 4, unexpected: 0, flaky: 0, skipped: 0 };
    expect(playwrightTotals({ stats, errors: [] }, true)).toEqual({
      passed: 4,
      failed: 0,
      skipped: 0,
    });
  });

  test('that is missing is a failure', () => {
    expect(playwrightTotals('torn', false)).toEqual(oneFailed);
  });
});
