/** What the owner reads about an answer that was enough. */
export const stoppedReason = 'Stopped by the owner.';

/** One reply that is being written. */
export type Stoppable = {
  /** Aborted by the owner’s word, or with everything else. */
  readonly signal: AbortSignal;
  readonly isStopped: boolean;
  /** From here on it is too late. */
  readonly close: () => void;
};

/** The replies at the desk that are being written, and the owner’s word that one of them is enough. */
export class ReplyStops {
  readonly #underWay = new Map<string, AbortController>();

  begin(replyId: string, signal: AbortSignal): Stoppable {
    const controller = new AbortController();
    this.#underWay.set(replyId, controller);
    return {
      signal: AbortSignal.any([signal, controller.signal]),
      get isStopped() {
        return controller.signal.aborted && !signal.aborted;
      },
      close: () => void this.#underWay.delete(replyId),
    };
  }

  /** False where it is whole already, or was never here. */
  stop(replyId: string): boolean {
    const controller = this.#underWay.get(replyId);
    controller?.abort(new DOMException('the owner stopped it', 'AbortError'));
    return this.#underWay.delete(replyId);
  }
}
