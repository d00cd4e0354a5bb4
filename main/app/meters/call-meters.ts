import type { CallLedger, CallMeterMark } from '../../thread/call-ports.ts';
import type { CallUse } from './prices.ts';

type Ledger = Pick<CallLedger, 'meterCall' | 'endCall'>;
type Total = Omit<CallUse, 'calls'>;

const nothing: Total = { transcribedMs: 0, spokenCharacters: 0, connectedMs: 0 };

/** Hears of what calls use as it is kept of them; each stretch once. */
export function meterCalls(
  inner: Ledger,
  { now, onUse }: { readonly now: () => number; readonly onUse: (use: CallUse) => void },
): Ledger {
  const counted = new Map<string, Total>();
  const count = (mark: CallMeterMark, until: number): void => {
    if (mark.answeredAt === null) return;
    const before = counted.get(mark.callId);
    const total = grown(before ?? nothing, { ...mark, connectedMs: until - mark.answeredAt });
    counted.set(mark.callId, total);
    onUse({ ...difference(total, before ?? nothing), calls: before ? 0 : 1 });
  };
  return {
    meterCall: (mark) => {
      count(mark, now());
      return inner.meterCall(mark);
    },
    endCall: (end) => {
      if (end.meters) count({ callId: end.callId, ...end.meters }, end.endedAt);
      counted.delete(end.callId);
      return inner.endCall(end);
    },
  };
}

/** A meter never runs backwards, whatever a late mark says. */
function grown(before: Total, now: Total): Total {
  return {
    transcribedMs: Math.max(before.transcribedMs, now.transcribedMs),
    spokenCharacters: Math.max(before.spokenCharacters, now.spokenCharacters),
    connectedMs: Math.max(before.connectedMs, now.connectedMs),
  };
}

function difference(total: Total, before: Total): Total {
  return {
    transcribedMs: total.transcribedMs - before.transcribedMs,
    spokenCharacters: total.spokenCharacters - before.spokenCharacters,
    connectedMs: total.connectedMs - before.connectedMs,
  };
}
