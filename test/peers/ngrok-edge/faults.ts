import type { Refusal } from './wire.ts';

/** Faults that stay on until switched off. Assign to them at any time. */
export class EdgeFaults {
  /** Answer Auth with this. */
  authError: Refusal | null = null;
  /** Answer Bind with this. */
  bindError: Refusal | null = null;
  /** Break the stream of whoever asks for an address of its own, without an answer. */
  losesAddresses = false;
  /** Leave heartbeats unanswered; all else works. */
  ignoreHeartbeats = false;
  /** Never answer Auth, Bind or Unbind. */
  stallRpc = false;
  /** Accept connections from agents but never speak TLS. */
  stallTls = false;
}
