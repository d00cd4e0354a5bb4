import type { ControlArgs } from './contract.ts';
import { UsageError } from './usage-error.ts';

type CallCommand = 'call' | 'hangup' | 'step-up' | 'hand-over';
type CallRequest = {
  [C in CallCommand]: { readonly command: C; readonly args: ControlArgs<C> };
}[CallCommand];

type CallValues = Readonly<Partial<Record<'goal' | 'call' | 'sentence', string | undefined>>>;

/** What is wanted of a call. Throws UsageError. */
export function toCallRequest(
  command: CallCommand,
  words: readonly string[],
  { goal, call, sentence }: CallValues,
): CallRequest {
  const [first, ...rest] = words;
  if (command === 'hangup' || command === 'step-up') {
    if (rest.length > 0) throw new UsageError(`${command} takes one call at most.`);
    return { command, args: { callId: first ?? null } };
  }
  if (!first || rest.length > 0) throw new UsageError(`${command} takes one number or address.`);
  if (command === 'call') {
    return { command, args: { target: first, goal: goal?.trim() ? goal.trim() : null } };
  }
  return {
    command,
    args: { callId: call ?? null, target: first, sentence: sentence ?? null },
  };
}
