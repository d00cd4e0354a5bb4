import type { Action } from '../../shared/action.ts';
import type { AnyTool, ToolEffect } from '../agent/tools/tool.ts';
import type { Emitter } from '../base/emitter.ts';
import type { PhoneLog } from '../thread/phone-log.ts';

export type CallDeedsParts = {
  readonly changed: Emitter<Action>;
  readonly tools: () => readonly AnyTool[];
  readonly phoneLog: Pick<PhoneLog, 'note'>;
};

/** What looks changes nothing, and what ends a call is noticed without a word. */
const told: readonly ToolEffect[] = ['keeps', 'leaves', 'answers'];

/**
 * What is done on a call becomes a line about it. Of an answer that the caller speaks over only what was heard is kept,
 * often nothing: neither the owner nor the model would know that it was done, and it would be done again. Returns the
 * end of it.
 */
export function tellDeeds({ changed, tools, phoneLog }: CallDeedsParts): () => void {
  return changed.on(({ callId, state, decidedVia, tool: name, summary }) => {
    // What was asked for is told by its report.
    if (callId === null || state !== 'done' || decidedVia !== 'policy') return;
    const tool = tools().find((one) => one.name === name);
    if (tool && told.includes(tool.effect)) phoneLog.note(callId, `Done on this call: ${summary}`);
  });
}
