import type { Clock } from '../../../../main/base/clock.ts';
import type { CallRecorder } from '../../../../main/call/ports.ts';

/** One line as the thread would keep it. */
export type KeptLine = {
  readonly at: number;
  readonly callId: string;
  readonly side: 'in' | 'out' | 'words' | 'late' | 'trouble' | 'hand-over';
  readonly text: string;
  /** Null for what belongs to none. */
  readonly turnId: number | null;
  readonly itemId: number | null;
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

  principal(): void {}

  caller(callId: string, { turnId, text }: Parameters<CallRecorder['caller']>[1]): void {
    this.#keep({ callId, turnId, itemId: null, side: 'in', text, heard: null });
  }

  reply(callId: string, { turnId, text, heard }: Parameters<CallRecorder['reply']>[1]): void {
    this.#keep({ callId, turnId, itemId: null, side: 'out', text, heard });
  }

  words(callId: string, { itemId, text, heard }: Parameters<CallRecorder['words']>[1]): void {
    const line = { callId, turnId: null, itemId, side: 'words' } as const;
    if (!this.#changeHeard(line, heard)) this.#keep({ ...line, text, heard });
  }

  correct(callId: string, { turnId, heard }: Parameters<CallRecorder['correct']>[1]): void {
    this.#changeHeard({ callId, turnId, itemId: null, side: 'out' }, heard);
  }

  late(callId: string, text: string): void {
    this.#keep({ callId, turnId: null, itemId: null, side: 'late', text, heard: null });
  }

  stage(): void {}

  spoken(): void {}

  handOver(callId: string, { outcome }: Parameters<CallRecorder['handOver']>[1]): void {
    this.#keep({
      callId,
      turnId: null,
      itemId: null,
      side: 'hand-over',
      text: outcome,
      heard: null,
    });
  }

  trouble(callId: string, text: string): void {
    this.#keep({ callId, turnId: null, itemId: null, side: 'trouble', text, heard: null });
  }

  #keep(line: Omit<KeptLine, 'at'>): void {
    this.lines.push({ at: this.#clock.now(), ...line });
  }

  #changeHeard(line: Omit<KeptLine, 'at' | 'text' | 'heard'>, heard: string | null): boolean {
    const { callId, side, turnId, itemId } = line;
    const index = this.lines.findLastIndex(
      (one) =>
        one.callId === callId &&
        one.side === side &&
        one.turnId === turnId &&
        one.itemId === itemId,
    );
    const known = this.lines[index];
    if (known) this.lines[index] = { ...known, heard };
    return known !== undefined;
  }
}
