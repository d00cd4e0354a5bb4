import type { Clock } from '../../../../main/base/clock.ts';
import type { CallRecorder } from '../../../../main/call/ports.ts';

/** One line as the thread would keep it. */
export type KeptLine = {
  readonly at: number;
  readonly callId: string;
  readonly side: 'in' | 'out' | 'words' | 'late' | 'trouble';
  readonly text: string;
  /** Of the turn, or of the words. */
  readonly id: number;
  /** Null when all of it was heard. */
  readonly heard: string | null;
};

/** Keeps what is said on calls, as the thread does. */
export class KeptLines implements CallRecorder {
  readonly lines: KeptLine[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  caller(callId: string, { turnId, text }: Parameters<CallRecorder['caller']>[1]): void {
    this.#keep({ callId, id: turnId, side: 'in', text, heard: null });
  }

  reply(callId: string, { turnId, text, heard }: Parameters<CallRecorder['reply']>[1]): void {
    this.#keep({ callId, id: turnId, side: 'out', text, heard });
  }

  words(callId: string, { itemId, text, heard }: Parameters<CallRecorder['words']>[1]): void {
    const line = { callId, id: itemId, side: 'words' } as const;
    if (!this.#changeHeard(line, heard)) this.#keep({ ...line, text, heard });
  }

  correct(callId: string, { turnId, heard }: Parameters<CallRecorder['correct']>[1]): void {
    this.#changeHeard({ callId, id: turnId, side: 'out' }, heard);
  }

  late(callId: string, text: string): void {
    this.#keep({ callId, id: 0, side: 'late', text, heard: null });
  }

  stage(): void {}

  trouble(callId: string, text: string): void {
    this.#keep({ callId, id: 0, side: 'trouble', text, heard: null });
  }

  #keep(line: Omit<KeptLine, 'at'>): void {
    this.lines.push({ at: this.#clock.now(), ...line });
  }

  #changeHeard(line: Pick<KeptLine, 'callId' | 'id' | 'side'>, heard: string | null): boolean {
    const { callId, id, side } = line;
    const index = this.lines.findLastIndex(
      (one) => one.callId === callId && one.id === id && one.side === side,
    );
    const known = this.lines[index];
    if (known) this.lines[index] = { ...known, heard };
    return known !== undefined;
  }
}
