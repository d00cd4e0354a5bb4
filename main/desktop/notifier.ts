import type { Notification, NotificationConstructorOptions } from 'electron';
import type { IpcAnswer, IpcEvent } from '../../shared/ipc-contract.ts';
import { keepNewest } from '../base/keep-newest.ts';
import type { Logger } from '../base/log.ts';
import { isWhole, noticesOf } from './notices.ts';
import type { Notice } from './notices.ts';

/** What decides whether and how something is shown, at the moment when it is. */
export type Surroundings = {
  readonly wanted: boolean;
  /** The window is in front of the owner. */
  readonly focused: boolean;
  /** Whoever looks at the screen may not be the owner. */
  readonly locked: boolean;
  readonly quiet: boolean;
  /** Buttons are shown by macOS only. */
  readonly platform: string;
};

const yesOrNo = ['Approve', 'Deny'] as const;
// A notification is a line or two everywhere; the window has the rest.
const longestBody = 300;

/** How a matter is shown, or null when it is not. */
export function notificationOf(
  notice: Notice,
  { wanted, focused, locked, quiet, platform }: Surroundings,
): NotificationConstructorOptions | null {
  if (!wanted || focused || quiet) return null;
  if (locked) return { title: 'Adjutant', body: 'Something waits for you.' };
  const { title, body, actionId } = notice;
  const buttons = actionId !== null && isWhole(notice) ? yesOrNo : (['Open'] as const);
  const actions = buttons.map((text) => ({ type: 'button' as const, text }));
  return {
    title,
    body: body.length > longestBody ? `${body.slice(0, longestBody - 1)}…` : body,
    ...(platform === 'darwin' ? { actions } : {}),
  };
}

export type NotifierOptions = {
  readonly create: (options: NotificationConstructorOptions) => Notification;
  readonly surroundings: () => Surroundings;
  /** Shows the window, at what the notice is about. */
  readonly open: (notice: Notice) => void;
  /** Says the owner's yes or no. */
  readonly answer: (actionId: string, verdict: 'approve' | 'deny') => Promise<IpcAnswer>;
  readonly log: Logger;
};

/** So many matters are remembered as told; older ones do not come again. */
const mostKnown = 500;

/** Tells the owner of what needs them, once until it is settled, and takes it back when it is settled elsewhere. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #known = new Set<string>();
  /** Also keeps them from being collected, which would take their clicks with them. */
  readonly #shown = new Map<string, Notification>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Whether something that no window shows may be told now. */
  get mayNotify(): boolean {
    const { wanted, quiet, locked } = this.#options.surroundings();
    return wanted && !quiet && !locked;
  }

  /** An event of the app, as the window is told. */
  hear(name: string, payload: unknown): void {
    if (name !== 'state:changed') return;
    // Not parsed: these are the app's own words, many a second while it writes.
    const { raised, over } = noticesOf((payload as IpcEvent<'state:changed'>).change);
    for (const id of over) {
      this.#withdraw(id);
      // What fails once more, after another try, is news once more.
      this.#known.delete(id);
    }
    for (const notice of raised) this.#raise(notice);
  }

  /** What the owner has before their eyes needs no banner any more. */
  clear(): void {
    for (const id of [...this.#shown.keys()]) this.#withdraw(id);
  }

  /** Idempotent. */
  close(): void {
    this.clear();
  }

  #raise(notice: Notice): void {
    if (this.#known.has(notice.id)) return;
    this.#remember(notice.id);
    const options = notificationOf(notice, this.#options.surroundings());
    if (options === null) return;
    const shown = this.#options.create(options);
    this.#shown.set(notice.id, shown);
    const forget = (): void => void this.#shown.delete(notice.id);
    shown.on('click', () => {
      forget();
      this.#options.open(notice);
    });
    shown.on('close', forget);
    shown.on('action', ({ actionIndex }) => {
      forget();
      this.#act(notice, options.actions?.[actionIndex]?.text ?? 'Open');
    });
    shown.show();
  }

  /** The screen may have been locked since the banner came; then a button only opens. */
  #act(notice: Notice, button: string): void {
    const { actionId } = notice;
    if (actionId === null || button === 'Open' || this.#options.surroundings().locked) {
      return this.#options.open(notice);
    }
    void this.#answer(notice, actionId, button === 'Approve' ? 'approve' : 'deny');
  }

  async #answer(notice: Notice, actionId: string, verdict: 'approve' | 'deny'): Promise<void> {
    const answer = await this.#options.answer(actionId, verdict);
    if (answer.ok) return;
    this.#options.log.warn('an answer by notification did not count', { code: answer.error.code });
    // The card says what became of it.
    this.#options.open(notice);
  }

  #withdraw(id: string): void {
    const shown = this.#shown.get(id);
    this.#shown.delete(id);
    shown?.close();
  }

  #remember(id: string): void {
    this.#known.add(id);
    keepNewest(this.#known, mostKnown);
  }
}
