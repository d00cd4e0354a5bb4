/** Why a run of the app ends. */
export type RunEnd =
  | { readonly type: 'quit' }
  | { readonly type: 'restart'; readonly rehearsal: boolean };

/** What is to come after this run of the app, in one process: nothing, or another run. */
export class RunEnds {
  readonly #quit = Promise.withResolvers<RunEnd>();
  #restart = Promise.withResolvers<RunEnd>();

  /** Ends all runs; a restart that is under way is the last. Bound, to be a listener. */
  readonly quit = (): void => this.#quit.resolve({ type: 'quit' });

  restart(rehearsal: boolean): void {
    this.#restart.resolve({ type: 'restart', rehearsal });
  }

  /** The end of the run that begins now. */
  next(): Promise<RunEnd> {
    this.#restart = Promise.withResolvers<RunEnd>();
    return Promise.race([this.#quit.promise, this.#restart.promise]);
  }
}
