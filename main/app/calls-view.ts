import type { CallView } from '../../shared/call-status.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { LiveCall } from '../call/live-call.ts';
import { outcomeOf } from '../call/call-outcome.ts';
import type { CallState } from '../call/call-state.ts';
import { beginCaptions, followCaptions } from './call-captions.ts';
import type { Captions } from './call-captions.ts';
import { nameOfParty, otherParty } from '../call/party.ts';

/** Interim words come many times a second; a window that draws ten of them is as quick for the eye. */
const publishEveryMs = 100;
/** A call that is over stays in sight for so long, so that it is seen to have ended. */
const endedShownMs = 15_000;

/** So many failures, some seconds apart, are no hiccup. */
const lastingTries = 3;

type Shown = {
  readonly call: LiveCall;
  readonly captions: Captions;
  /** Whether it was seen to be answered. */
  readonly answered: boolean;
  readonly endedAt: number | null;
};

/** What the window sees of the calls. */
export class CallsView {
  /** All calls, after one of them changed. */
  readonly changed = new Emitter<readonly CallView[]>();
  readonly #desk: CallDesk;
  readonly #clock: Clock;
  readonly #shown = new Map<string, Shown>();
  readonly #removals = new Set<() => void>();
  readonly #stop: () => void;
  #told = '[]';
  /** Cancels the next publication; null when none is due. */
  #due: (() => void) | null = null;
  #publishedAt = -Infinity;

  constructor(desk: CallDesk, clock: Clock) {
    this.#desk = desk;
    this.#clock = clock;
    this.#stop = desk.changed.on((call) => this.#follow(call));
  }

  get views(): readonly CallView[] {
    return [...this.#shown.values()].map(toView);
  }

  close(): void {
    this.#stop();
    this.#due?.();
    for (const cancel of this.#removals) cancel();
  }

  #follow(call: LiveCall): void {
    const { id } = call.record;
    const { state } = call.session;
    const before = this.#shown.get(id);
    const captions = followCaptions(before?.captions ?? beginCaptions(state), state);
    const gone = !this.#desk.calls.some(({ record }) => record.id === id);
    const over = gone || state.phase === 'over';
    const endedAt = over ? (before?.endedAt ?? this.#clock.now()) : null;
    const isUp = state.phase === 'live' || call.record.answeredAt !== null;
    const answered = before?.answered === true || isUp;
    this.#shown.set(id, { call, captions, answered, endedAt });
    if (gone) this.#removeSoon(id);
    this.#publishSoon();
  }

  #removeSoon(id: string): void {
    const cancel = this.#clock.schedule(endedShownMs, () => {
      this.#removals.delete(cancel);
      this.#shown.delete(id);
      this.#publishSoon();
    });
    this.#removals.add(cancel);
  }

  #publishSoon(): void {
    if (this.#due) return;
    const waitMs = this.#publishedAt + publishEveryMs - this.#clock.now();
    if (waitMs <= 0) return this.#publish();
    this.#due = this.#clock.schedule(waitMs, () => {
      this.#due = null;
      this.#publish();
    });
  }

  #publish(): void {
    const { views } = this;
    const text = JSON.stringify(views);
    // Much of what happens in a call is nothing to look at.
    if (text === this.#told) return;
    this.#told = text;
    this.#publishedAt = this.#clock.now();
    this.changed.emit(views);
  }
}

function toView({ call, captions, answered, endedAt }: Shown): CallView {
  const { record, principal, startedAt, session } = call;
  const { state } = session;
  return {
    ...{ callId: record.id, direction: record.direction, number: otherParty(record), principal },
    ...{ state: endedAt === null ? state.phase : 'over', startedAt, endedAt, muted: state.muted },
    ...{ answered, handOver: handOverOf(state) },
    ...{ captions: captions.list, trouble: troubleOf(state) },
    outcome:
      endedAt === null
        ? null
        : outcomeOf({ ...call, ...{ answered, speechless: state.speechless, firstWords: [] } }),
  };
}

function handOverOf({ handOver }: CallState): CallView['handOver'] {
  return handOver && { target: nameOfParty(handOver.target), step: handOver.type };
}

function troubleOf({ phase, ears, voice }: CallState): CallView['trouble'] {
  if (phase !== 'live') return null;
  // It is opened anew within a second most times; who is warned of that looks for what is not the matter.
  const isDeaf = ears.type === 'retrying' || ears.type === 'opening';
  if (isDeaf && ears.tries >= lastingTries) return 'cannot-hear';
  if (voice.type !== 'talk') return null;
  return voice.failures > 0 || !voice.proved ? 'speechless' : 'cannot-speak';
}
