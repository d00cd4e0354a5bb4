import { Worker } from 'node:worker_threads';
import { ProtocolError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { PageText } from './page-text.ts';

export type PageParserParts = {
  /** Path of the bundled page-worker. */
  readonly script: string | URL;
  readonly clock: Clock;
  /** Longest time for one page, in milliseconds. */
  readonly limitMs: number;
};

/** Finds the text of a page in a thread that has a limit of time and memory. Throws ProtocolError. */
export function parsePage(
  page: { readonly html: string; readonly address: string },
  { script, clock, limitMs }: PageParserParts,
  signal: AbortSignal,
): Promise<PageText> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(script, {
      workerData: page,
      env: {},
      // Scripts of pages are never run; whatever the parser would print belongs to nobody.
      ...{ stdout: true, stderr: true },
      resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 8 },
    });
    const leave = (): void => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      void worker.terminate();
    };
    const onAbort = (): void => {
      leave();
      reject(signal.reason as Error);
    };
    const fail = (cause?: unknown): void => {
      leave();
      reject(unreadable(cause));
    };
    const cancel = clock.schedule(limitMs, () => fail());
    signal.addEventListener('abort', onAbort, { once: true });
    worker.once('message', (text: PageText) => {
      leave();
      resolve(text);
    });
    worker.once('error', fail);
    worker.once('exit', () => fail());
  });
}

function unreadable(cause: unknown): ProtocolError {
  return new ProtocolError('PAGE_UNREADABLE', 'The page is too large or too tangled to be read.', {
    cause,
    remedy: 'Look for another page that says the same.',
  });
}
