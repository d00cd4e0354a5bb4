import type { StoreApi } from 'zustand/vanilla';
import type { StateChange } from '../../shared/ipc-contract.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Bridge } from '../bridge.ts';
import type { WindowState } from './window-state.ts';
import {
  addNewer,
  addOlder,
  hasHole,
  hasOlder,
  refreshPast,
  shownMessages,
  withChanges,
  withoutPast,
  type Loaded,
} from './thread-window.ts';

/** The ways through the thread beyond what is loaded. Failures are kept in the state, beside what asks again. */
export interface History {
  /** The page above what is loaded. */
  loadOlder(): Promise<void>;
  /** The page below it, where it does not reach the end. */
  loadNewer(): Promise<void>;
  /** The very first messages; resolves with whether they are there. */
  first(): Promise<boolean>;
  /** Back to the end. */
  latest(): void;
  /** Whether somebody reads further up; at the end, what is above need not be kept. */
  setReading(isReading: boolean): void;
}

/** Messages per page, and on each side of one that is looked for. */
const pageSize = 100;
const aroundSize = 50;
/** With fewer at the end, what is above is in view. */
const fewMessages = 50;
/** The largest page of the contract. */
const maxPageSize = 500;

/** Loads what is read of the thread, page by page. */
export class ThreadHistory implements History {
  readonly #bridge: Bridge;
  readonly #store: StoreApi<WindowState>;
  #isReading = true;
  /** Grows with every answer that is not wanted any more. */
  #epoch = 0;
  /** What changed while a page is on its way, in case that page holds it in a former shape. */
  readonly #underway = new Set<StateChange[]>();

  constructor(bridge: Bridge, store: StoreApi<WindowState>) {
    this.#bridge = bridge;
    this.#store = store;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  hear(change: StateChange): void {
    for (const changes of this.#underway) changes.push(change);
  }

  /** Pages that are on their way are not wanted any more. */
  forget(): void {
    this.#epoch += 1;
    this.#store.setState({ older: 'idle', newer: 'idle' });
  }

  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    const loaded = this.#loaded();
    if (isReading || !loaded?.past?.joined || loaded.snapshot.messages.length < fewMessages) return;
    this.#put(withoutPast(loaded));
  }

  latest(): void {
    this.forget();
    this.#isReading = false;
    const loaded = this.#loaded();
    if (loaded) this.#put(withoutPast(loaded));
  }

  async loadOlder(): Promise<void> {
    const loaded = this.#loaded();
    const first = loaded && shownMessages(loaded.snapshot.messages, loaded.past)[0];
    if (!first || !hasOlder(loaded) || this.#store.getState().older === 'loading') return;
    const request = { before: placeOf(first), limit: pageSize };
    await this.#load('older', () => this.#bridge.request('thread:page', request), addOlder);
  }

  async loadNewer(): Promise<void> {
    const loaded = this.#loaded();
    const last = loaded?.past?.messages.at(-1);
    if (!loaded || !last || !hasHole(loaded) || this.#store.getState().newer === 'loading') return;
    const request = { after: placeOf(last), limit: pageSize };
    await this.#load('newer', () => this.#bridge.request('thread:after', request), addNewer);
  }

  async first(): Promise<boolean> {
    const loaded = this.#loaded();
    if (!loaded || !hasOlder(loaded)) return true;
    this.forget();
    const request = { after: null, limit: pageSize };
    return this.#load(
      'older',
      () => this.#bridge.request('thread:after', request),
      (now, page) => addNewer({ ...now, past: null }, page),
    );
  }

  /** Brings a message into view, with what is around it. */
  async reveal(messageId: string): Promise<void> {
    if (!this.#isShown(messageId)) {
      this.forget();
      const loaded = this.#loaded();
      if (loaded?.snapshot.messages.some(({ id }) => id === messageId)) {
        this.#put(withoutPast(loaded));
      } else {
        const request = { messageId, limit: aroundSize };
        await this.#load(
          'older',
          () => this.#bridge.request('thread:around', request),
          (now, page) =>
            page.messages.length === 0 ? now : addNewer({ ...now, past: null }, page),
        );
      }
    }
    if (!this.#isShown(messageId)) return;
    this.#isReading = true;
    this.#store.setState({ revealed: { messageId } });
  }

  /** Reads what is kept of the past anew. */
  async refresh(): Promise<void> {
    const past = this.#loaded()?.past;
    const last = past?.messages.at(-1);
    if (!past || !last) return;
    // Directly after the last one: there is no id between the two.
    const before = { at: last.at, id: `${last.id}\u0001` };
    const request = { before, limit: Math.min(past.messages.length, maxPageSize) };
    await this.#load(
      'older',
      () => this.#bridge.request('thread:page', request),
      (now, page) => ({ ...now, past: now.past && refreshPast(now.past, page) }),
    );
  }

  /** Resolves with whether the page came and was put in its place. */
  async #load<P extends { readonly messages: readonly ThreadMessage[] }>(
    side: 'older' | 'newer',
    request: () => Promise<P>,
    join: (loaded: Loaded, page: P) => Loaded,
  ): Promise<boolean> {
    const epoch = this.#epoch;
    const changes: StateChange[] = [];
    this.#underway.add(changes);
    this.#store.setState({ [side]: 'loading' });
    try {
      const page = withChanges(await request(), changes);
      const loaded = this.#loaded();
      if (epoch !== this.#epoch || !loaded) return false;
      this.#put(join(loaded, page));
      this.#store.setState({ [side]: 'idle' });
      return true;
    } catch {
      // Shown beside the button that asks again; a lost connection has its own notice.
      if (epoch === this.#epoch) this.#store.setState({ [side]: 'failed' });
      return false;
    } finally {
      this.#underway.delete(changes);
    }
  }

  #isShown(messageId: string): boolean {
    const loaded = this.#loaded();
    if (!loaded) return false;
    const shown = shownMessages(loaded.snapshot.messages, loaded.past);
    return shown.some(({ id }) => id === messageId);
  }

  #loaded(): Loaded | null {
    const { snapshot, past } = this.#store.getState();
    return snapshot && { snapshot, past };
  }

  #put(loaded: Loaded): void {
    this.#store.setState(loaded);
  }
}

function placeOf({ at, id }: ThreadMessage): { readonly at: number; readonly id: string } {
  return { at, id };
}
