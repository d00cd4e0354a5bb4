import { AppError, RemoteError } from '../../../shared/errors.ts';
import { contextFull } from './model-errors.ts';

/** How long a model that failed is passed over where another one can be asked, in milliseconds. */
const passedOverMs = 60_000;
/** What a server asks for is believed up to this. */
const maxAskedMs = 3_600_000;

/** Remembers that a model failed, so that not every question waits for it. */
export class Circuit {
  #openUntil = -Infinity;

  /** Epoch milliseconds from which on it is asked again as if nothing had been. */
  get openUntil(): number {
    return this.#openUntil;
  }

  failed(error: unknown, now: number): void {
    const openMs = passedOver(error);
    if (openMs > 0) this.#openUntil = now + openMs;
  }

  close(): void {
    this.#openUntil = -Infinity;
  }
}

/** What says something about the question alone says nothing about the next one. */
function passedOver(error: unknown): number {
  if (!(error instanceof AppError) || error.code === contextFull || error.kind === 'refused')
    return 0;
  if (error.code === 'LLM_FILTERED' || error.code === 'LLM_TOO_LONG') return 0;
  const askedMs =
    error instanceof RemoteError ? (error.retryAfterMs ?? passedOverMs) : passedOverMs;
  return Math.min(Math.max(askedMs, 1000), maxAskedMs);
}
