import { NumberCare } from '../../../../main/app/numbers/number-care.ts';
import type { NumberCareDeps } from '../../../../main/app/numbers/number-care.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { KeptNumber, NumberBook } from '../../../../main/call/away/ports.ts';
import type { OwnNumber } from '../../../../main/call/ports.ts';
import type { Flow } from '../../../../main/voipbin/account-wire.ts';
import type { FlowPlan } from '../../../../main/voipbin/flow-wire.ts';

export const number = '+12025550199';

type Change = { readonly what: string; readonly id: string };

/** An account in memory; a request by that name fails once with what is set for it. */
export class FakeAccount {
  readonly changes: Change[] = [];
  readonly failures = new Map<string, Error>();
  own: OwnNumber[] = [
    { id: 'n1', number, status: 'active', callFlowId: 'front-desk', messageFlowId: 'texts' },
  ];
  all: (Flow & { readonly actions?: FlowPlan['actions'] })[] = [
    { id: 'front-desk', name: 'Front desk', detail: '' },
  ];
  #count = 0;

  numbers(): Promise<readonly OwnNumber[]> {
    return this.#do('numbers', () => [...this.own]);
  }

  flows(): Promise<readonly Flow[]> {
    return this.#do('flows', () => [...this.all]);
  }

  createFlow(plan: FlowPlan): Promise<Flow> {
    return this.#do('createFlow', () => {
      this.#count += 1;
      const flow = { id: `flow-${this.#count}`, ...plan };
      this.all.push(flow);
      this.changes.push({ what: 'made', id: flow.id });
      return flow;
    });
  }

  changeFlow(id: string, plan: FlowPlan): Promise<void> {
    return this.#do('changeFlow', () => {
      this.all = this.all.map((flow) => (flow.id === id ? { id, ...plan } : flow));
      this.changes.push({ what: 'changed', id });
    });
  }

  deleteFlow(id: string): Promise<void> {
    return this.#do('deleteFlow', () => {
      this.all = this.all.filter((flow) => flow.id !== id);
      this.changes.push({ what: 'deleted', id });
    });
  }

  setFlows(id: string, flows: Pick<OwnNumber, 'callFlowId' | 'messageFlowId'>): Promise<void> {
    return this.#do('setFlows', () => {
      this.own = this.own.map((own) => (own.id === id ? { ...own, ...flows } : own));
      this.changes.push({ what: 'set', id: flows.callFlowId ?? 'none' });
    });
  }

  get callFlow(): string {
    const id = this.own[0]?.callFlowId ?? null;
    return this.all.find((flow) => flow.id === id)?.name ?? 'none';
  }

  async #do<T>(name: string, work: () => T): Promise<T> {
    await Promise.resolve();
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw failure;
    return work();
  }
}

/** What is on the disk; a new installation has another one. */
export class FakeNumberBook implements NumberBook {
  readonly rows = new Map<string, KeptNumber>();

  phoneNumbers(): Promise<readonly KeptNumber[]> {
    return Promise.resolve([...this.rows.values()]);
  }

  savePhoneNumber(kept: KeptNumber): Promise<null> {
    this.rows.set(kept.number, kept);
    return Promise.resolve(null);
  }

  deletePhoneNumber(which: { readonly number: string }): Promise<null> {
    this.rows.delete(which.number);
    return Promise.resolve(null);
  }
}

/** A number whose set-up was begun, and then nothing more. */
export function begunBook(): FakeNumberBook {
  const book = new FakeNumberBook();
  book.rows.set(number, {
    ...{ number, earlierFlowId: 'front-desk', answerFlowId: null, mailboxFlowId: null },
    state: 'setting',
  });
  return book;
}

/** The care of numbers over an account and a disk, each of which can be an earlier one. */
export function createNumbers(
  given: Partial<NumberCareDeps> & { account?: FakeAccount; book?: FakeNumberBook } = {},
) {
  const account = given.account ?? new FakeAccount();
  const book = given.book ?? new FakeNumberBook();
  const care = new NumberCare({
    ...{ mailboxText: 'Nobody is here.', language: 'en-US', wantsCalls: () => true },
    ...{ log: silentLogger, ...given, account, book },
  });
  return { account, book, care };
}
