import type { ActionLedger } from '../../agent/actions/ports.ts';
import type { Clock } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';

/** Where a yes is kept. */
export type YesLedger = Pick<ActionLedger, 'addAction' | 'endAction'>;

export type AuditedYesParts = {
  readonly ledger: YesLedger;
  readonly clock: Pick<Clock, 'now'>;
};

/**
 * A yes that the owner gives in the settings, kept among what was done before it holds, and how it ended after. Where
 * one of the two cannot be kept it throws, and the yes must not hold. `of` is the key of its setting.
 */
export async function auditedYes(
  { ledger, clock }: AuditedYesParts,
  { of, summary }: { readonly of: string; readonly summary: string },
  give: () => Promise<void>,
): Promise<void> {
  const [id, at] = [newId(), clock.now()];
  await ledger.addAction({
    ...{ id, tool: of, summary, arguments: {}, state: 'running' },
    ...{ channel: 'desktop', principal: 'owner', author: 'owner' },
    ...{ conversationId: null, callId: null, messageId: null, turnId: null },
    ...{ createdAt: at, expiresAt: null, startedAt: at, endedAt: null },
    ...{ decidedAt: at, decidedVia: 'window', decidedBy: 'owner' },
    ...{ result: null, outside: null, knewOutside: false, requestId: null, toldId: null },
  });
  const end = (state: 'done' | 'failed', result: string) =>
    ledger.endAction({ id, state, at: clock.now(), result, outside: null });
  try {
    await give();
  } catch (error) {
    await end('failed', 'It could not be kept, and does not hold.');
    throw error;
  }
  await end('done', '');
}
