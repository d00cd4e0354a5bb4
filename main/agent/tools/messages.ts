import { z } from 'zod';
import { findTarget, nameOfTarget } from './letter-target.ts';
import type { AgentLetters } from './message-ports.ts';
import { sentWords } from './sent-words.ts';
import { defineTool } from './tool.ts';
import type { AnyTool } from './tool.ts';

export type MessageToolPorts = { readonly letters: AgentLetters };

/** An address of the web, as it goes along with a message. */
export const webAddress = z.url({ protocol: /^https?$/u }).max(2000);
/** Whom a message goes to. */
export const recipient = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .describe(
    'Who gets it: an e-mail address, user:ID, conversation:ID, or the name of a contact. Never guess one.',
  );

const schema = z.strictObject({
  to: recipient,
  text: sentWords.min(1).max(8000).describe('The words of the message, as it is sent.'),
  links: z.array(webAddress).max(20).default([]).describe('Web addresses that go along as cards.'),
});
type Args = z.infer<typeof schema>;

/** Messages to people by Carbon Voice. */
export function createMessageTools({ letters }: MessageToolPorts): readonly AnyTool[] {
  return [
    defineTool<Args>({
      name: 'send_carbon_voice_message',
      description:
        'Write to a person or into a conversation by Carbon Voice, on behalf of the owner. Not for the answer to whoever is speaking: that is sent by itself. Files go with attach_file.',
      schema,
      effect: 'leaves',
      from: 'owner',
      repeatable: true,
      check: async ({ to }) => void (await findTarget(letters, to)),
      summarize: async ({ to, text, links }) => {
        const along = links.length === 0 ? '' : ` With these links: ${links.join(', ')}.`;
        const name = nameOfTarget(await findTarget(letters, to));
        return `Send this Carbon Voice message to ${name}: “${text}”${along}`;
      },
      run: async ({ to, text, links }, { actionId }) => {
        const found = await findTarget(letters, to);
        await letters.write({ id: actionId, address: found.address, text, links, files: [] });
        return {
          text: `The message to ${nameOfTarget(found)} is kept and is sent as soon as it can be. The thread shows when it is out.`,
        };
      },
    }),
  ];
}
