import type { ThreadMessage } from '../../shared/thread.ts';
import {
  AppError,
  NetworkError,
  ProtocolError,
  RefusedError,
  RemoteError,
} from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import type { Sent } from './outbox-ports.ts';
import { toReason } from './reason.ts';
import { isRefusal } from './refusals.ts';

/** Where a send stands after a step; a `reason` on an open one means that it waits before the next. */
export type Outcome =
  | { readonly state: 'sent'; readonly reason: null; readonly sent: Sent }
  | { readonly state: 'failed'; readonly reason: string; readonly line?: ThreadMessage }
  | {
      readonly state: 'queued' | 'unknown';
      readonly reason: string | null;
      /** The service asked to be left alone for so long. */
      readonly waitMs?: number;
      /** It was there, and answered that it failed. */
      readonly isRefusal?: boolean;
      /** It was not answered in time: it may arrive even now. */
      readonly isLate?: boolean;
      /** The owner wanted it sent again meanwhile. */
      readonly isWished?: boolean;
      /** Nothing more can be found out: the owner decides. */
      readonly isLeft?: boolean;
    };

export function askedWait(outcome: Outcome): number {
  return 'waitMs' in outcome ? (outcome.waitMs ?? 0) : 0;
}

/** Whether the last send may still arrive; `before`: as of the step before this one. */
export function mayBeLate(outcome: Outcome, before: boolean): boolean {
  return 'isLate' in outcome ? outcome.isLate === true : before;
}

/** How often it was refused in all; a wish of the owner begins anew. */
export function refusalsAfter(outcome: Outcome, before: number): number {
  if ('isWished' in outcome && outcome.isWished) return 0;
  return 'isRefusal' in outcome && outcome.isRefusal ? before + 1 : before;
}

/** Whether to send again, to look first, or to give up: only what surely did not arrive is sent again. */
export function afterFailedSend(error: unknown): Outcome {
  const reason = toReason(error);
  if (error instanceof NetworkError) {
    const state = error.mayHaveArrived ? 'unknown' : 'queued';
    return { state, reason, isLate: error.code === 'TIMEOUT' };
  }
  if (error instanceof RemoteError) return afterRefusal(error, reason);
  if (!(error instanceof AppError)) return { state: 'unknown', reason };
  // Nothing left this machine: its bytes are gone, or there is no token, or a refused one.
  if (error.kind === 'refused') return { state: 'failed', reason };
  const isUnsent = error.kind === 'auth' || error.kind === 'settings';
  return { state: isUnsent ? 'queued' : 'unknown', reason };
}

function afterRefusal(error: RemoteError, reason: string): Outcome {
  if (!error.retryable) return { state: 'failed', reason };
  const wait = { reason, waitMs: askedWaitMs(error) };
  // A limit is told before anything is done; whatever fails behind it may fail after the message was kept.
  if (error.status === 429) return { state: 'queued', ...wait };
  // A gateway that did not wait any longer says nothing of what is behind it.
  return { state: 'unknown', ...wait, isRefusal: isRefusal(error), isLate: error.status === 504 };
}

/** What no waiting mends fails at once; nothing of it was sent. */
export function afterFailedPreparation(error: unknown): Outcome {
  const reason = toReason(error);
  const isForGood =
    error instanceof RemoteError
      ? !error.retryable
      : error instanceof RefusedError || error instanceof ProtocolError;
  if (isForGood) return { state: 'failed', reason };
  return { state: 'queued', reason, waitMs: askedWaitMs(error), isRefusal: isRefusal(error) };
}
