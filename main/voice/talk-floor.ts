import { listeningLapsesMs } from '../../shared/talk.ts';
import type { TalkPress } from '../../shared/talk.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';

/** What pages are told; the payloads are those of `talkEvents`. */
export type TalkNews =
  | { readonly name: 'talk:pressed'; readonly payload: { readonly pageId: string | null } }
  | { readonly name: 'talk:halted'; readonly payload: Readonly<Record<string, never>> };

/** A press that no page takes in this time was meant for none: a window may be opening meanwhile. */
const pressLapsesMs = 10_000;
/** The page that was looked at last may be gone: then any other may take the press. */
const othersAfterMs = 400;

/** Which page listens, and which one a press is meant for: never more than one. */
export class TalkFloor {
  readonly news = new Emitter<TalkNews>();
  /** Whether a page listens is otherwise than before. */
  readonly changed = new Emitter<boolean>();
  readonly #clock: Clock;
  #lookedAt: string | null = null;
  #listener: string | null = null;
  #cancelLapse: (() => void) | null = null;
  #press: { readonly kind: TalkPress; readonly stop: () => void; forAll: boolean } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get listening(): boolean {
    return this.#listener !== null;
  }

  /** The key of push to talk begins, ends, or interrupts, as the page has it; `listen` only begins. */
  press(kind: TalkPress = 'talk'): void {
    this.#forgetPress();
    const pageId = this.#listener ?? this.#lookedAt;
    const cancels = [
      this.#clock.schedule(othersAfterMs, () => this.#openToAll()),
      this.#clock.schedule(pressLapsesMs, () => this.#forgetPress()),
    ];
    const stop = (): void => cancels.forEach((cancel) => cancel());
    this.#press = { kind, stop, forAll: pageId === null };
    this.news.emit({ name: 'talk:pressed', payload: { pageId } });
  }

  /** The owner looks at this page. */
  here(pageId: string): void {
    this.#lookedAt = pageId;
  }

  /** The press, for the one page that it was meant for, else null. */
  take(pageId: string): TalkPress | null {
    const isMeant = this.#press?.forAll === true || pageId === (this.#listener ?? this.#lookedAt);
    if (this.#press === null || !isMeant) return null;
    const { kind } = this.#press;
    this.#forgetPress();
    return kind;
  }

  /** False while another page listens. A page that listens says so again before it lapses. */
  listen(pageId: string, listening: boolean): boolean {
    if (this.#listener !== null && this.#listener !== pageId) return false;
    this.#cancelLapse?.();
    this.#cancelLapse = listening
      ? this.#clock.schedule(listeningLapsesMs, () => this.#setListener(null))
      : null;
    this.#setListener(listening ? pageId : null);
    return true;
  }

  /** The machine sleeps or is locked: nobody sees that something is recorded. */
  halt(): void {
    this.#forgetPress();
    this.#cancelLapse?.();
    this.#cancelLapse = null;
    this.#setListener(null);
    this.news.emit({ name: 'talk:halted', payload: {} });
  }

  /** Idempotent. */
  close(): void {
    this.#forgetPress();
    this.#cancelLapse?.();
    this.#cancelLapse = null;
    this.#listener = null;
  }

  #openToAll(): void {
    if (this.#press === null || this.#press.forAll) return;
    this.#press.forAll = true;
    this.news.emit({ name: 'talk:pressed', payload: { pageId: null } });
  }

  #forgetPress(): void {
    this.#press?.stop();
    this.#press = null;
  }

  #setListener(pageId: string | null): void {
    const before = this.listening;
    this.#listener = pageId;
    if (before !== this.listening) this.changed.emit(this.listening);
  }
}
