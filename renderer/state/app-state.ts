import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallAccount } from '../../shared/call-account.ts';
import { AppError, NetworkError } from '../../shared/errors.ts';
import type { IpcEvent, Snapshot } from '../../shared/ipc-contract.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Bridge } from '../bridge.ts';
import type { PageConnection } from '../page-transport.ts';
import { strings } from '../strings.ts';
import { addOlder, applyChange } from './apply-event.ts';
import {
  callActions,
  practicePhoneActions,
  type CallActions,
  type PracticePhoneActions,
} from './call-actions.ts';
import { approvalActions, type ApprovalActions } from './approval-actions.ts';
import { numberActions, type NumberActions } from './number-actions.ts';
import { senderActions, type SenderActions } from './sender-actions.ts';
import { ledgerActions, type LedgerActions } from './ledger-actions.ts';
import { ArrivalWatch } from './arrival-watch.ts';
import { joinSnapshot } from './join-snapshot.ts';

/** All that the components draw from; `snapshot` is null until the first answer. */
export type WindowState = {
  readonly connection: PageConnection;
  readonly snapshot: Snapshot | null;
  /** Why the snapshot could not be loaded, for people; null when it could. */
  readonly loadProblem: string | null;
  readonly older: 'idle' | 'loading' | 'failed';
  /** The message that the owner asked to see; a new object for each asking. */
  readonly revealed: Revealed | null;
  /** Grows each time the owner calls the window, so that the composer takes the focus. */
  readonly shownCount: number;
};

export type Revealed = { readonly messageId: string };

/** The state of one window and what the owner can do with it. Requests reject with an `AppError`. */
export interface AppState {
  readonly store: StoreApi<WindowState>;
  /** What a view asks for itself. */
  readonly request: Bridge['request'];
  /** Words, files that were uploaded, or both. */
  sendMessage(text: string, uploadIds?: readonly string[]): Promise<void>;
  loadOlder(): Promise<void>;
  /** Brings a message into view, fetching older ones until it is there. Nothing happens when there is no such one. */
  reveal(messageId: string): Promise<void>;
  /** The last calls, newest last. */
  recentCalls(): Promise<readonly CallAccount[]>;
  setPaused(paused: boolean): Promise<void>;
  sendPracticeMessage(text: string): Promise<void>;
  setFault(name: string, on: boolean): Promise<void>;
  placeCall(target: string, goal: string | null): Promise<void>;
  readonly calls: CallActions;
  readonly practicePhone: PracticePhoneActions;
  readonly numbers: NumberActions;
  readonly senders: SenderActions;
  readonly approvals: ApprovalActions;
  readonly ledger: LedgerActions;
  /** The composer takes the focus. */
  focusComposer(): void;
  /** Connects or loads again at once. */
  retry(): void;
  close(): void;
}

/** Messages per page of older history. */
const pageSize = 100;
/** So far back a message is looked for. */
const revealPages = 100;
const recentCalls = 20;
/** The largest page of the contract. */
const maxPageSize = 500;

type StateChanged = IpcEvent<'state:changed'>;

/** Subscribes first and loads second, so that no change between the two is lost. */
export function createAppState(bridge: Bridge): AppState {
  const state = new ConnectedAppState(bridge);
  if (bridge.connection() === 'open') void state.load();
  return state;
}

class ConnectedAppState implements AppState {
  readonly store: StoreApi<WindowState>;
  readonly request: Bridge['request'];
  readonly calls: CallActions;
  readonly practicePhone: PracticePhoneActions;
  readonly numbers: NumberActions;
  readonly senders: SenderActions;
  readonly approvals: ApprovalActions;
  readonly ledger: LedgerActions;
  readonly #bridge: Bridge;
  readonly #removals: readonly (() => void)[];
  readonly #arrivals = new ArrivalWatch();
  #revision = 0;
  /** Changes that came while a snapshot is on its way; null when none is. */
  #held: StateChanged[] | null = null;
  /** Discards answers from before the newest load. */
  #generation = 0;
  /** What was saved while an older page is on its way, in case that page holds it in a former shape. */
  #savedMeanwhile: Map<string, ThreadMessage> | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.request = (name, payload) => bridge.request(name, payload);
    this.calls = callActions(bridge);
    this.practicePhone = practicePhoneActions(bridge);
    this.numbers = numberActions(bridge);
    this.senders = senderActions(bridge);
    this.approvals = approvalActions(bridge);
    this.ledger = ledgerActions(bridge);
    this.store = createStore(() => ({
      connection: bridge.connection(),
      snapshot: null,
      loadProblem: null,
      older: 'idle',
      revealed: null,
      shownCount: 0,
    }));
    this.#removals = [
      bridge.onEvent('state:changed', {
        received: (event) => this.#take(event),
        malformed: () => void this.load(),
      }),
      bridge.onEvent('window:shown', {
        received: () => this.focusComposer(),
      }),
      bridge.onConnection((connection) => this.#connectionChanged(connection)),
    ];
  }

  /** Fetches a snapshot and brings it up to date; a newer call makes this one void. */
  async load(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#held = [];
    this.store.setState({ older: 'idle' });
    try {
      const answer = await this.#bridge.request('state:get', {});
      if (generation !== this.#generation) return;
      const held = this.#held;
      this.#held = null;
      this.#revision = answer.revision;
      this.#show(answer.snapshot);
      for (const event of held) this.#take(event);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#held = null;
      // Without a connection its own notice says so, and the next one loads again.
      if (this.#bridge.connection() !== 'open') return;
      this.store.setState({ loadProblem: sentenceOf(error) });
      this.#arrivals.giveUp();
    }
  }

  async sendMessage(text: string, uploadIds: readonly string[] = []): Promise<void> {
    const { snapshot } = this.store.getState();
    try {
      const files = uploadIds.length > 0 ? { uploadIds: [...uploadIds] } : {};
      await this.#bridge.request('message:send', { text, ...files });
    } catch (error) {
      if (!(error instanceof NetworkError) || !error.mayHaveArrived) throw error;
      if (this.#bridge.connection() === 'ended') throw error;
      const arrived = this.#arrivals.wait(text, snapshot?.messages ?? []);
      this.retry();
      if (!(await arrived)) throw error;
    }
  }

  async loadOlder(): Promise<void> {
    const { snapshot, older } = this.store.getState();
    const first = snapshot?.messages[0];
    if (!snapshot?.hasOlder || !first || older === 'loading') return;
    this.store.setState({ older: 'loading' });
    await this.#fetchOlder(first, pageSize);
  }

  async reveal(messageId: string): Promise<void> {
    for (let page = 0; page < revealPages; page += 1) {
      const { snapshot } = this.store.getState();
      if (snapshot?.messages.some(({ id }) => id === messageId)) {
        return this.store.setState({ revealed: { messageId } });
      }
      if (!snapshot?.hasOlder) return;
      const [first] = snapshot.messages;
      await this.loadOlder();
      // Without a page there is no use in asking for the next one.
      if (this.store.getState().snapshot?.messages[0] === first) return;
    }
  }

  async recentCalls(): Promise<readonly CallAccount[]> {
    return (await this.#bridge.request('calls:recent', { limit: recentCalls })).calls;
  }

  async setPaused(paused: boolean): Promise<void> {
    await this.#bridge.request('agent:set-paused', { paused });
  }

  async sendPracticeMessage(text: string): Promise<void> {
    await this.#bridge.request('rehearsal:send-message', { text });
  }

  async setFault(name: string, on: boolean): Promise<void> {
    await this.#bridge.request('rehearsal:set-fault', { name, on });
  }

  async placeCall(target: string, goal: string | null): Promise<void> {
    await this.#bridge.request('call:place', { target, goal });
  }

  focusComposer(): void {
    this.store.setState(({ shownCount }) => ({ shownCount: shownCount + 1 }));
  }

  retry(): void {
    if (this.#bridge.connection() === 'open') void this.load();
    else this.#bridge.retry();
  }

  close(): void {
    this.#generation += 1;
    this.#arrivals.giveUp();
    for (const remove of this.#removals) remove();
  }

  #connectionChanged(connection: PageConnection): void {
    this.store.setState({ connection });
    if (connection === 'open') void this.load();
    // Without a session no snapshot comes that could tell.
    if (connection === 'ended') this.#arrivals.giveUp();
  }

  #take(event: StateChanged): void {
    if (this.#held) {
      this.#held.push(event);
      return;
    }
    const { snapshot } = this.store.getState();
    if (snapshot && event.revision <= this.#revision) return;
    if (!snapshot || event.revision > this.#revision + 1) {
      void this.load();
      return;
    }
    this.#revision = event.revision;
    const { change } = event;
    if (change.type === 'message-saved') {
      this.#savedMeanwhile?.set(change.message.id, change.message);
    }
    this.#publish(applyChange(snapshot, change));
  }

  #show(fresh: Snapshot): void {
    const joined = joinSnapshot(this.store.getState().snapshot, fresh);
    this.store.setState({ loadProblem: null });
    this.#publish(joined.snapshot);
    // A whole snapshot was looked at: what was not found in it did not arrive.
    this.#arrivals.giveUp();
    if (joined.kept === 0) return;
    const first = fresh.messages[0];
    // What was kept may have changed while nobody told us, so it is read again behind the scenes.
    if (first) void this.#fetchOlder(first, Math.min(joined.kept, maxPageSize));
  }

  async #fetchOlder(before: ThreadMessage, limit: number): Promise<void> {
    const generation = this.#generation;
    const saved = new Map<string, ThreadMessage>();
    this.#savedMeanwhile = saved;
    try {
      const page = await this.#bridge.request('thread:page', {
        before: { at: before.at, id: before.id },
        limit,
      });
      const { snapshot } = this.store.getState();
      if (generation !== this.#generation || !snapshot) return;
      const messages = page.messages.map((message) => saved.get(message.id) ?? message);
      this.#publish(addOlder(snapshot, { ...page, messages }, before));
      this.store.setState({ older: 'idle' });
    } catch {
      // Shown beside the button that asks again; a lost connection has its own notice.
      if (generation === this.#generation) this.store.setState({ older: 'failed' });
    } finally {
      if (this.#savedMeanwhile === saved) this.#savedMeanwhile = null;
    }
  }

  #publish(snapshot: Snapshot): void {
    this.store.setState({ snapshot });
    this.#arrivals.messagesChanged(snapshot.messages);
  }
}

/** What the owner reads about a failure; the text of an unexpected error is for developers only. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof AppError)) return strings.errors.unexpected;
  return error.remedy === '' ? error.message : `${error.message} ${error.remedy}`;
}
