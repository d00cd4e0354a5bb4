import type { Caption } from '../../shared/call-status.ts';
import { strings } from '../strings.ts';

/** Who says it, for people. */
export function speakerOf({ by }: Caption, agentName: string): string {
  if (by === 'agent') return agentName;
  return by === 'owner' ? strings.calls.you : strings.calls.caller;
}

/** Whole sentences that are not among the known ones; what may still change waits until it is whole. */
export function captionNews(
  known: ReadonlySet<string>,
  captions: readonly Caption[],
): readonly Caption[] {
  return captions.filter(({ id, final }) => final && !known.has(id));
}
