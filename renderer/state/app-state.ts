import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallAccount } from '../../shared/call-account.ts';
import { AppError } from '../../shared/errors.ts';
import type { IpcEvent, Snapshot, StateChange } from '../../shared/ipc-contract.ts';
import type { Hearer } from '../../shared/talk.ts';
import type { Bridge } from '../bridge.ts';
import type { PageConnection } from '../page-transport.ts';
import { strings } from '../strings.ts';
import { applyChange } from './apply-event.ts';
import { GrowthBuffer, type Schedule } from './growth-buffer.ts';
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
import { SureSending } from './sure-sending.ts';
import { ThreadHistory, type History } from './thread-history.ts';
import { changePast, joinFresh, trimTail, type Past } from './thread-window.ts';
import type { WindowState } from './window-state.ts';

/** The state of one window and what the owner can do with it. Requests reject with an `AppError`. */
export interface AppState {
  readonly store: StoreApi<WindowState>;
  /** What a view asks for itself. */
  readonly request: Bridge['request'];
  /** What a part of the window hears for itself. */
  readonly onEvent: Bridge['onEvent'];
  /** Words, files that were uploaded, or both; `hearer` may read the answer aloud. */
  sendMessage(text: string, uploadIds?: readonly string[], hearer?: Hearer): Promise<void>;
  readonly history: History;
  /** Brings a message into view, wherever in the thread it is. Nothing happens when there is no such one. */
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

const recentCalls = 20;
/** Fewer at the end than this, after a deletion, and the end is read anew. */
const fewMessages = 50;

type StateChanged = IpcEvent<'state:changed'>;

/** Subscribes first and loads second, so that no change between the two is lost. */
export function createAppState(bridge: Bridge, schedule: Schedule = atOnce): AppState {
  const state = new ConnectedAppState(bridge, schedule);
  if (bridge.connection() === 'open') void state.load();
  return state;
}

function atOnce(run: () => void): void {
  run();
}

class ConnectedAppState implements AppState {
  readonly store: StoreApi<WindowState>;
  readonly request: Bridge['request'];
  readonly onEvent: Bridge['onEvent'];
  readonly calls: CallActions;
  readonly practicePhone: PracticePhoneActions;
  readonly numbers: NumberActions;
  readonly senders: SenderActions;
  readonly approvals: ApprovalActions;
  readonly ledger: LedgerActions;
  readonly history: ThreadHistory;
  readonly #bridge: Bridge;
  readonly #removals: readonly (() => void)[];
  readonly #sending: SureSending;
  #revision = 0;
  /** Changes that came while a snapshot is on its way; null when none is. */
  #held: StateChanged[] | null = null;
  /** Discards answers from before the newest load. */
  #generation = 0;
  readonly #growth: GrowthBuffer;

  constructor(bridge: Bridge, schedule: Schedule) {
    this.#bridge = bridge;
    this.#sending = new SureSending(bridge);
    this.request = (name, payload) => bridge.request(name, payload);
    this.onEvent = (name, listeners) => bridge.onEvent(name, listeners);
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
      past: null,
      older: 'idle',
      newer: 'idle',
      revealed: null,
      shownCount: 0,
      asked: null,
    }));
    this.history = new ThreadHistory(bridge, this.store);
    this.#growth = new GrowthBuffer(schedule, (change) => this.#apply(change));
    this.#removals = [
      bridge.onEvent('state:changed', {
        received: (event) => this.#take(event),
        malformed: () => void this.load(),
      }),
      bridge.onEvent('window:shown', {
        received: () => this.focusComposer(),
      }),
      bridge.onEvent('window:asked', {
        received: (asked) => this.store.setState({ asked }),
      }),
      bridge.onConnection((connection) => this.#connectionChanged(connection)),
      this.store.subscribe(({ snapshot }) => this.#sending.seen(snapshot?.messages ?? [])),
    ];
  }

  /** Fetches a snapshot and brings it up to date; a newer call makes this one void. */
  async load(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#growth.flush();
    this.#held = [];
    this.history.forget();
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
    }
  }

  sendMessage(text: string, uploadIds: readonly string[] = [], hearer?: Hearer): Promise<void> {
    return this.#sending.send({ text, uploadIds, hearer });
  }

  reveal(messageId: string): Promise<void> {
    return this.history.reveal(messageId);
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
    this.history.forget();
    this.#sending.close();
    for (const remove of this.#removals) remove();
  }

  #connectionChanged(connection: PageConnection): void {
    this.store.setState({ connection });
    if (connection === 'open') void this.load();
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
    if (change.type === 'reply-grown') return this.#growth.add(change);
    this.#growth.flush();
    this.#apply(change);
  }

  #apply(change: StateChange): void {
    const { snapshot: before, past } = this.store.getState();
    if (!before) return;
    const snapshot = applyChange(before, change);
    this.history.hear(change);
    const [tailFirst] = snapshot.messages;
    const changed = { snapshot, past: past && changePast(past, change, tailFirst) };
    this.#publish(trimTail(changed, this.history.isReading));
    const few = snapshot.messages.length < fewMessages && snapshot.hasOlder;
    if (change.type === 'messages-removed' && few) void this.load();
  }

  #show(fresh: Snapshot): void {
    const { snapshot, past } = this.store.getState();
    const shown = snapshot && { snapshot, past };
    this.store.setState({ loadProblem: null });
    this.#publish(joinFresh(shown, fresh, this.history.isReading));
    // What was kept may have changed while nobody told us, so it is read again behind the scenes.
    void this.history.refresh();
  }

  #publish(loaded: { readonly snapshot: Snapshot; readonly past: Past | null }): void {
    this.store.setState(loaded);
  }
}

/** What the owner reads about a failure; the text of an unexpected error is for developers only. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof AppError)) return strings.errors.unexpected;
  return error.remedy === '' ? error.message : `${error.message} ${error.remedy}`;
}
