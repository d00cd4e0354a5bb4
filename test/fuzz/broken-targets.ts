import { canary } from './odd.ts';
import { must } from './target.ts';
import type { Target } from './target.ts';

/** One way in for each thing that may go wrong, so that the tests see the harness notice it. */
export const targets: readonly Target[] = [
  {
    name: 'sound',
    kind: 'json',
    read: (input) => input.length,
    maxChars: 10,
    fixtures: ['fixtures/carbonvoice'],
  },
  { name: 'throws', kind: 'bytes', read: throwing(new TypeError('no')) },
  { name: 'promises', kind: 'bytes', read: () => must(false, 'a promise is broken') },
  {
    name: 'tells',
    kind: 'bytes',
    errors: [SyntaxError],
    read: throwing(new SyntaxError(`not ${canary}`)),
  },
  { name: 'grows', kind: 'bytes', maxChars: 10, read: () => 'x'.repeat(11) },
  { name: 'pollutes', kind: 'bytes', read: () => Object.assign(Object.prototype, { odd: 1 }) },
  { name: 'hangs', kind: 'bytes', read: hang },
  { name: 'dies', kind: 'bytes', read: dieLater },
  { name: 'spends', kind: 'bytes', read: spend },
  { name: 'limited', kind: 'bytes', limited: true, read: spend },
  { name: 'last', kind: 'bytes', read: () => null },
];

function throwing(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** Without an end, and without a processor. */
function hang(): unknown {
  return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Where nobody catches it. */
function dieLater(): Promise<never> {
  queueMicrotask(throwing(new RangeError('late')));
  return new Promise(() => {});
}

function spend(): null {
  const began = process.threadCpuUsage();
  let used = 0;
  while (used < 1_100_000) {
    const { user, system } = process.threadCpuUsage(began);
    used = user + system;
  }
  return null;
}
