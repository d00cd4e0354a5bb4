import { z } from 'zod';
import { channelSchema } from './thread.ts';

const instant = z.number().nullable();

/** The stages of one turn; epoch milliseconds with fractions, null where it did not happen. */
export const turnSchema = z.object({
  turnId: z.string(),
  channel: channelSchema,
  callId: z.string().nullable(),
  receivedAt: instant,
  transcriptAt: instant,
  modelAskedAt: instant,
  firstTokenAt: instant,
  firstSentenceAt: instant,
  firstSentAt: instant,
  doneAt: instant,
  interruptedAt: instant,
});
export type Turn = Readonly<z.infer<typeof turnSchema>>;
/** The turn of a caller, counted from the beginning of the call; also where the model is asked anew for its answer. */
export function callTurnId(callId: string, turn: number): string {
  return `${callId} ${turn}`;
}

export type TurnStage = Exclude<keyof Turn, 'turnId' | 'channel' | 'callId'>;
