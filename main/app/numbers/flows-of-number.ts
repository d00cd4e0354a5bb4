import type { KeptNumber } from '../../call/away/ports.ts';
import type { OwnNumber } from '../../call/ports.ts';
import type { Flow } from '../../voipbin/account-wire.ts';
import type { Account } from '../../voipbin/account.ts';
import { answeringFlow, mailboxFlow, readMark } from '../../voipbin/flow-wire.ts';
import type { FlowContent, FlowMark, FlowPlan, FlowRole } from '../../voipbin/flow-wire.ts';

export type FlowAccount = Pick<
  Account,
  'numbers' | 'flows' | 'createFlow' | 'changeFlow' | 'deleteFlow' | 'setFlows'
>;

/** What the account has of one number. */
export type NumberState = {
  readonly own: OwnNumber;
  readonly flows: readonly Flow[];
  /** What answers calls now; null for nothing. */
  readonly flow: Flow | null;
  /** The mark of that flow; null where it is not ours. */
  readonly mark: FlowMark | null;
};

/** Whether what answers the number now is a flow of ours. */
export function isOurs({ own, mark }: NumberState, kept: KeptNumber | null): boolean {
  if (mark !== null) return mark.number === own.number;
  const { callFlowId } = own;
  if (callFlowId === null || kept === null) return false;
  return callFlowId === kept.answerFlowId || callFlowId === kept.mailboxFlowId;
}

/** What is to be put back: what stood there before us, by our memory or by the mark of the flow. */
export function earlierFlowOf(state: NumberState, kept: KeptNumber | null): string | null {
  if (!isOurs(state, kept)) return state.own.callFlowId;
  return kept === null ? (state.mark?.earlierFlowId ?? null) : kept.earlierFlowId;
}

/** Both flows of a number as they are to be: made, or changed where they say something else. Throws AppError. */
export async function ensureFlows(
  account: FlowAccount,
  { flows, content }: { readonly flows: readonly Flow[]; readonly content: FlowContent },
  signal: AbortSignal,
): Promise<Readonly<Record<FlowRole, string>>> {
  const ensure = async (role: FlowRole, plan: FlowPlan): Promise<string> => {
    const known = flows.find((flow) => isFlowOf(flow, content.number, role));
    if (!known) return (await account.createFlow(plan, signal)).id;
    if (known.detail !== plan.detail) await account.changeFlow(known.id, plan, signal);
    return known.id;
  };
  return {
    // The mailbox first: it is what saves a caller if the rest fails.
    mailbox: await ensure('mailbox', mailboxFlow(content)),
    answers: await ensure('answers', answeringFlow(content)),
  };
}

/** Ids of our flows of a number. */
export function ownFlowIds(flows: readonly Flow[], number: string): readonly string[] {
  return flows
    .filter((flow) => isFlowOf(flow, number, 'answers') || isFlowOf(flow, number, 'mailbox'))
    .map(({ id }) => id);
}

function isFlowOf(flow: Flow, number: string, role: FlowRole): boolean {
  const mark = readMark(flow);
  return mark !== null && mark.number === number && mark.role === role;
}
