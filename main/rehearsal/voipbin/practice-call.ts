import type { CallRow, CallStatus, HangupBy, HangupReason } from './rows.ts';
import type { Line } from './line.ts';

/** One line of what was spoken on a call. */
export type PracticeCaption = {
  readonly side: 'caller' | 'agent';
  readonly at: number;
  readonly text: string;
  /** Whether it is being spoken now. */
  readonly isOpen: boolean;
  /** Whether it was cut short; `text` is then what was played. */
  readonly isCut: boolean;
};

/** A call as a rehearsal shows it; instants are epoch ms, null where it did not happen. */
export type PracticeCall = {
  readonly id: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly status: CallStatus;
  readonly from: string;
  readonly to: string;
  readonly createdAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly hangupBy: HangupBy;
  readonly hangupReason: HangupReason;
  readonly isAgentSpeaking: boolean;
  /** Oldest first. */
  readonly captions: readonly PracticeCaption[];
};

/** A call and what was heard on it, for people. */
export function practiceCallOf(row: CallRow, line: Line): PracticeCall {
  return {
    id: row.id,
    direction: row.direction,
    status: row.status,
    from: row.source.target || row.source.target_name,
    to: row.destination.target || row.destination.target_name,
    createdAt: Date.parse(row.tm_create),
    answeredAt: instantOf(row.tm_progressing),
    endedAt: instantOf(row.tm_hangup),
    hangupBy: row.hangup_by,
    hangupReason: row.hangup_reason,
    isAgentSpeaking: line.isAgentSpeaking,
    captions: captionsOf(line),
  };
}

function captionsOf({ played, said }: Line): readonly PracticeCaption[] {
  const agent = played
    .filter(({ heard }) => heard)
    .map(({ text, startedAt, endedAt, cutAt, playedText }): PracticeCaption => {
      const isCut = cutAt !== null;
      const shown = isCut ? playedText : text;
      return { side: 'agent', at: startedAt, text: shown, isOpen: endedAt === null, isCut };
    });
  const caller = said.map(({ text, startedAt, endedAt }): PracticeCaption => ({
    side: 'caller',
    at: startedAt,
    text,
    isOpen: endedAt === null,
    isCut: false,
  }));
  return [...agent, ...caller].sort((a, b) => a.at - b.at);
}

function instantOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
