import { z } from 'zod';
import { RefusedError } from '../../../shared/errors.ts';
import type { AgentLetters, LetterTarget } from './message-ports.ts';
import { defineTool } from './tool.ts';
import type { AnyTool } from './tool.ts';

export type MessageToolPorts = { readonly letters: AgentLetters };

const webAddress = z.url({ protocol: /^https?$/u }).max(2000);

const schema = z.strictObject({
  to: z
    .string()
    .trim()
    .min(1)
    .max(320)
    .describe(
      'Who gets it: an e-mail address, user:ID, conversation:ID, or the name of a contact. Never guess one.',
    ),
  text: z.string().trim().min(1).max(8000).describe('The words of the message, as it is sent.'),
  links: z.array(webAddress).max(20).default([]).describe('Web addresses that go along as cards.'),
});
type Args = z.infer<typeof schema>;

/** Messages to people by Carbon Voice. */
export function createMessageTools({ letters }: MessageToolPorts): readonly AnyTool[] {
  return [
    defineTool<Args>({
      name: 'send_carbon_voice_message',
      description:
        'Write to a person or into a conversation by Carbon Voice, on behalf of the owner. Not for the answer to whoever is speaking: that is sent by itself.',
      schema,
      effect: 'leaves',
      from: 'owner',
      repeatable: true,
      check: async ({ to }) => void (await target(letters, to)),
      summarize: async ({ to, text, links }) => {
        const along = links.length === 0 ? '' : ` With these links: ${links.join(', ')}.`;
        return `Send this Carbon Voice message to ${nameOf(await target(letters, to))}: “${text}”${along}`;
      },
      run: async ({ to, text, links }, { actionId }) => {
        const found = await target(letters, to);
        await letters.write({ id: actionId, address: found.address, text, links });
        return {
          text: `The message to ${nameOf(found)} is kept and is sent as soon as it can be. The thread shows when it is out.`,
        };
      },
    }),
  ];
}

/** Throws RefusedError unless it is exactly one. */
async function target(letters: AgentLetters, to: string): Promise<LetterTarget> {
  const [found, ...others] = await letters.find(to);
  if (found && others.length === 0) return found;
  if (!found) {
    throw new RefusedError(
      'NOBODY',
      `There is no contact or address ${JSON.stringify(to)}.`,
      'Ask for the e-mail address, or look with find_contact.',
    );
  }
  const all = [found, ...others].map(nameOf).join('; ');
  throw new RefusedError('SEVERAL', `Several are meant: ${all}.`, 'Ask which one.');
}

function nameOf({ name, address }: LetterTarget): string {
  return name === null ? address : `${name} (${address})`;
}
