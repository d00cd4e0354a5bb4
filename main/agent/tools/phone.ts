import { z } from 'zod';
import { RefusedError } from '../../../shared/errors.ts';
import type { PhoneLine, TextLine } from './phone-ports.ts';
import { sentWords } from './sent-words.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext } from './tool.ts';

const target = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .describe('A number in full (+12025550123), extension:100 or sip:name@host; never a name.');
/** What is read out to the owner, or said to others: no characters that hide or reorder others. */
const spoken = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u, 'must be one line of plain text');

const placeSchema = z.strictObject({
  to: target,
  goal: spoken.max(1000).describe('What the call is for, and what to find out or settle.'),
  opening: spoken
    .max(300)
    .optional()
    .describe('The first words to them: why you call, in one sentence, in their language.'),
});
type Place = z.infer<typeof placeSchema>;

const textSchema = z.strictObject({
  to: z.string().trim().min(1).max(40).describe('A number in full, such as +12025550123.'),
  /** VoIPBIN: a longer one is cut into parts that are paid for one by one; ten are enough. */
  text: sentWords.min(1).max(1500),
});
type Text = z.infer<typeof textSchema>;

const hangUpSchema = z.strictObject({
  goodbye: spoken.max(300).describe('The last sentence to them, in their language.'),
});
type HangUp = z.infer<typeof hangUpSchema>;

const handOverSchema = z.strictObject({
  to: target,
  sentence: spoken.max(300).optional().describe('What they are told before; a usual one without.'),
});
type HandOver = z.infer<typeof handOverSchema>;

/** What the agent does with the phone. */
export function createPhoneTools({
  line,
  texts,
}: {
  readonly line: PhoneLine;
  readonly texts: TextLine;
}): readonly AnyTool[] {
  return [placeCall(line), sendTextMessage(texts), hangUp(line), handOver(line)];
}

function placeCall(line: PhoneLine): AnyTool {
  return defineTool<Place>({
    name: 'place_call',
    description:
      'Calls somebody for your owner and speaks with them about the goal. You do not wait for it: when it is over, your owner is told what came of it, where they are then. Look the number up first where you only know a name.',
    schema: placeSchema,
    effect: 'leaves',
    from: 'owner',
    meanwhile: 'One moment, I am getting that call ready.',
    check: ({ to }) => void line.check(to),
    summarize: ({ to, goal, opening }) => {
      const first = opening === undefined ? '' : ` The first words are: “${opening}”`;
      return `Call ${line.check(to)}. The goal: ${sentence(goal)}${first}`;
    },
    run: async ({ to, goal, opening = null }) => {
      await line.place({ target: to, goal, opening });
      return {
        text: 'The call is being placed. It is not known yet whether anybody answers; your owner is told what came of it when it is over.',
      };
    },
  });
}

function sendTextMessage(texts: TextLine): AnyTool {
  return defineTool<Text>({
    name: 'send_text_message',
    description:
      'Sends a text message (SMS) from your owner’s number. Say in it who writes, because the other side sees only the number.',
    schema: textSchema,
    effect: 'leaves',
    from: 'owner',
    check: ({ to }) => void texts.check(to),
    summarize: ({ to, text }) => `Send a text message to ${texts.check(to)}: “${text}”`,
    run: async ({ to, text }, { actionId }, signal) => {
      await texts.send({ id: actionId, to, text }, signal);
      return { text: 'The text message was sent.' };
    },
  });
}

function hangUp(line: PhoneLine): AnyTool {
  return defineTool<HangUp>({
    name: 'hang_up',
    description:
      'Ends this call politely, when all is said: your goodbye is spoken, then it is hung up. What you write after it is not said.',
    schema: hangUpSchema,
    effect: 'ends',
    from: 'stranger',
    onCallOnly: true,
    summarize: ({ goodbye }) => `End this call with: “${goodbye}”`,
    run: ({ goodbye }, context) => {
      line.farewell(callOf(context), goodbye);
      return Promise.resolve({ text: 'The goodbye is being said.' });
    },
  });
}

function handOver(line: PhoneLine): AnyTool {
  return defineTool<HandOver>({
    name: 'hand_over',
    description:
      'Connects this call with somebody else, who takes it from there; you are not on it any more. Where nobody answers it comes back to you.',
    schema: handOverSchema,
    effect: 'leaves',
    from: 'trusted',
    onCallOnly: true,
    check: ({ to }, context) => void line.checkHandOver(callOf(context), to),
    summarize: ({ to, sentence: said }, context) => {
      const first = said === undefined ? '' : ` They are told: “${said}”`;
      return `Hand this call over to ${line.checkHandOver(callOf(context), to)}.${first}`;
    },
    run: ({ to, sentence: said = null }, context) => {
      line.handOver(callOf(context), to, said);
      return Promise.resolve({ text: 'They are told, and the other party is called.' });
    },
  });
}

function callOf({ request: { callId } }: ToolContext): string {
  if (callId !== null) return callId;
  throw new RefusedError('CALL_NONE', 'This is no call.', 'Use it on a call only.');
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}
