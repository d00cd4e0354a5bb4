import { AppError, RefusedError, RemoteError, isAbort } from '../../../shared/errors.ts';
import type { NumberView } from '../../../shared/phone-number.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { KeptNumber, NumberBook } from '../../call/away/ports.ts';
import type { CallRecord } from '../../call/ports.ts';
import { readMark } from '../../voipbin/flow-wire.ts';
import { earlierFlowOf, ensureFlows, isOurs, ownFlowIds } from './flows-of-number.ts';
import type { FlowAccount, NumberState } from './flows-of-number.ts';

export type NumberCareDeps = {
  readonly account: FlowAccount;
  readonly book: NumberBook;
  readonly mailboxText: string;
  readonly language: string;
  /** Whether any caller is wanted here; else the mailbox takes every call. */
  readonly wantsCalls: () => boolean;
  readonly log: Logger;
};

type SetUp = { readonly number: string; readonly former: KeptNumber | null };

/** What an undo came to. */
export type Undone = {
  readonly number: string;
  readonly restored: boolean;
  readonly detail: string;
};

/**
 * Has calls to the owner's numbers answered, and put back as they were. Nothing at the account is touched before the owner
 * asks for a number; what answered it before is kept on the disk before anything is changed, and in the flow itself.
 * One thing at a time.
 */
export class NumberCare {
  readonly #deps: NumberCareDeps;
  readonly #kept = new Map<string, KeptNumber>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: NumberCareDeps) {
    this.#deps = deps;
  }

  /** Numbers that were set up, E.164. */
  get numbers(): readonly string[] {
    return [...this.#kept.values()]
      .filter(({ state }) => state !== 'foreign')
      .map(({ number }) => number);
  }

  /** Reads what earlier runs kept. Throws StoreError. */
  async load(): Promise<void> {
    for (const kept of await this.#deps.book.phoneNumbers()) this.#kept.set(kept.number, kept);
  }

  /** Whether a call rings at our flow and waits for us to take it. */
  rings({ direction, status, to }: CallRecord): boolean {
    return (
      direction === 'incoming' &&
      (status === 'ringing' || status === 'dialing') &&
      this.#kept.get(to.target)?.state === 'answering'
    );
  }

  /** Whether the mailbox has a call: every one to a number that was set up, unless it rings here. */
  hasMailbox(call: CallRecord): boolean {
    return this.numbers.includes(call.to.target) && !this.rings(call);
  }

  /** The account's numbers and what answers each. Throws AppError. */
  list(signal: AbortSignal): Promise<readonly NumberView[]> {
    return this.#inTurn(async () => {
      const { account } = this.#deps;
      const [numbers, flows] = [await account.numbers(signal), await account.flows(signal)];
      return numbers.map((own) => {
        const { flow, mark } = toState(own, flows);
        const isSetUp = this.#kept.has(own.number) || mark?.number === own.number;
        return {
          number: own.number,
          answeredBy: answererOf(own, mark),
          flow: flow?.name ?? null,
          isSetUp,
        };
      });
    });
  }

  /** Has calls to a number answered; repeatable. Throws RefusedError or AppError. */
  answer(number: string, signal: AbortSignal): Promise<NumberView & { readonly detail: string }> {
    return this.#inTurn(async () => {
      const state = await this.#read(number, signal);
      const former = this.#kept.get(number) ?? null;
      const kept: KeptNumber = {
        ...{ number, answerFlowId: null, mailboxFlowId: null },
        ...former,
        earlierFlowId: earlierFlowOf(state, former),
        state: 'setting',
      };
      await this.#keep(kept);
      try {
        const { state: reached } = await this.#put(state, kept, signal);
        return {
          ...{ number, answeredBy: reached === 'answering' ? 'adjutant' : 'mailbox' },
          ...{ flow: null, isSetUp: true, detail: reached === 'answering' ? '' : notWanted },
        };
      } catch (error) {
        throw await this.#explain(error, { number, former });
      }
    });
  }

  /** Puts back what answered the number before us; never over what somebody else has set since. Throws AppError. */
  undo(number: string, signal: AbortSignal): Promise<Undone> {
    return this.#inTurn(async () => {
      const { account, log } = this.#deps;
      const state = await this.#read(number, signal);
      const kept = this.#kept.get(number) ?? null;
      const ours = isOurs(state, kept);
      const isAsBefore = kept !== null && state.own.callFlowId === kept.earlierFlowId;
      if (kept === null && !ours) {
        throw new RefusedError('NUMBER_NOT_SET_UP', `${number} was not set up by Adjutant.`);
      }
      const { own, flows } = state;
      if (ours) {
        const callFlowId = earlierFlowOf(state, kept);
        const { messageFlowId } = own;
        await this.#orExplain(account.setFlows(own.id, { callFlowId, messageFlowId }, signal));
      }
      await this.#forget(number);
      for (const id of ownFlowIds(flows, number)) {
        await account.deleteFlow(id, signal).catch((error: unknown) => {
          if (isAbort(error)) throw error;
          // Nothing runs it any more; it is found and used again, should the number be.
          log.warn('a flow of ours could not be deleted', errorFields(error));
        });
      }
      const isRestored = ours || isAsBefore;
      return { number, restored: isRestored, detail: isRestored ? restored : leftAlone };
    });
  }

  /** We are here: calls ring at each number that was set up. False where that failed, and is to be tried again. */
  here(signal: AbortSignal): Promise<boolean> {
    return this.#each(everyOne, signal, async (state, kept) => {
      const isUntouched = kept.state === 'setting' && state.own.callFlowId === kept.earlierFlowId;
      if (isOurs(state, kept) || isUntouched) await this.#put(state, kept, signal);
      else await this.#keep({ ...kept, state: 'foreign' });
    });
  }

  /** We are gone: the mailbox takes the calls. False where that failed; never throws. */
  away(signal: AbortSignal): Promise<boolean> {
    return this.#each(isAnswering, signal, async (state, kept) => {
      if (!isOurs(state, kept)) return this.#keep({ ...kept, state: 'foreign' });
      const { id, messageFlowId } = state.own;
      // From here on a ringing call is the mailbox's: better one that we could have had than one that nobody has.
      await this.#keep({ ...kept, state: 'mailbox' });
      const callFlowId = kept.mailboxFlowId;
      await this.#deps.account.setFlows(id, { callFlowId, messageFlowId }, signal);
    });
  }

  async #each(
    isMeant: (kept: KeptNumber) => boolean,
    signal: AbortSignal,
    care: (state: NumberState, kept: KeptNumber) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      return await this.#inTurn(async () => {
        // Not before: what is under way may have a number ring here.
        const all = [...this.#kept.values()].filter(isMeant);
        if (all.length === 0) return true;
        const { account } = this.#deps;
        const asked = [account.numbers(signal), account.flows(signal)] as const;
        const [numbers, flows] = await Promise.all(asked);
        const cared = all.map(async (kept) => {
          const own = numbers.find(({ number }) => number === kept.number);
          if (own) await care(toState(own, flows), kept);
        });
        const failed = (await Promise.allSettled(cared)).filter(isRejected);
        for (const { reason } of failed) this.#tell(reason);
        return failed.length === 0;
      });
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  /** The flows as they are to be, and the right one of them on the number. */
  async #put(state: NumberState, kept: KeptNumber, signal: AbortSignal): Promise<KeptNumber> {
    const { account, mailboxText, language, wantsCalls } = this.#deps;
    const { number, earlierFlowId } = kept;
    const content = { number, earlierFlowId, mailboxText, language };
    const ids = await ensureFlows(account, { flows: state.flows, content }, signal);
    const flowIds = { answerFlowId: ids.answers, mailboxFlowId: ids.mailbox };
    await this.#keep({ ...kept, ...flowIds });
    const isWanted = wantsCalls();
    const callFlowId = isWanted ? ids.answers : ids.mailbox;
    const { id, messageFlowId } = state.own;
    if (state.own.callFlowId !== callFlowId) {
      await account.setFlows(id, { callFlowId, messageFlowId }, signal);
    }
    const done = { ...kept, ...flowIds, state: isWanted ? 'answering' : 'mailbox' } as const;
    await this.#keep(done);
    return done;
  }

  async #read(number: string, signal: AbortSignal): Promise<NumberState> {
    const { account } = this.#deps;
    const numbers = await this.#orExplain(account.numbers(signal));
    const own = numbers.find((candidate) => candidate.number === number);
    if (own) return toState(own, await this.#orExplain(account.flows(signal)));
    const known = numbers.map((candidate) => candidate.number).join(', ');
    throw new RefusedError(
      'NUMBER_UNKNOWN',
      `${number} is not a number of the VoIPBIN account.`,
      known === '' ? 'It has no number: get one in its console.' : `It has: ${known}.`,
    );
  }

  async #keep(kept: KeptNumber): Promise<void> {
    await this.#deps.book.savePhoneNumber(kept);
    this.#kept.set(kept.number, kept);
  }

  async #forget(number: string): Promise<void> {
    await this.#deps.book.deletePhoneNumber({ number });
    this.#kept.delete(number);
  }

  async #orExplain<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw isRefusal(error) ? noRights : error;
    });
  }

  /** In words, what a set-up that failed has left behind. */
  async #explain(error: unknown, { number, former }: SetUp): Promise<unknown> {
    if (isRefusal(error)) {
      // One that had been set up still is; any other would fail at every start.
      if (former && former.state !== 'setting') await this.#keep(former);
      else await this.#forget(number);
      return noRights;
    }
    if (!(error instanceof AppError) || isAbort(error)) return error;
    return new RefusedError(
      'NUMBER_HALF_DONE',
      `${number} is not set up yet, and is answered as before: ${error.message}`,
      'Ask again; what was made already is used. Else it is finished when Adjutant connects again.',
    );
  }

  #tell(error: unknown): void {
    if (!isAbort(error)) this.#deps.log.warn('a number was not switched', errorFields(error));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

const notWanted =
  'phone.inbound is off, so the mailbox takes every call: set it to allowed or everyone and start again.';
const restored = 'It is answered as before.';
const leftAlone =
  'Something else was set to answer it in the meantime, and was left as it is. Adjutant no longer looks after it.';

const noRights = new RefusedError(
  'NUMBER_RIGHTS',
  'VoIPBIN does not let this sign-in change numbers and flows.',
  'Use an access key, or a user who is an administrator or manager of the account.',
);

const everyOne = (): boolean => true;
const isAnswering = ({ state }: KeptNumber): boolean => state === 'answering';

function isRejected(result: PromiseSettledResult<unknown>): result is PromiseRejectedResult {
  return result.status === 'rejected';
}

function isRefusal(error: unknown): boolean {
  return error instanceof RemoteError && error.status === 403;
}

function toState(own: NumberState['own'], flows: NumberState['flows']): NumberState {
  const flow = flows.find(({ id }) => id === own.callFlowId);
  return { own, flows, flow: flow ?? null, mark: flow ? readMark(flow) : null };
}

function answererOf(
  { number, callFlowId }: NumberState['own'],
  mark: NumberState['mark'],
): NumberView['answeredBy'] {
  if (callFlowId === null) return 'nothing';
  if (mark?.number !== number) return 'other';
  return mark.role === 'answers' ? 'adjutant' : 'mailbox';
}
