import { z } from 'zod';
import { sizeText } from '../../../shared/attachments.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { sayTime } from '../planning/say-time.ts';
import { findTarget, nameOfTarget } from './letter-target.ts';
import type { AgentLetters, LetterTarget, OwnerFile, OwnerFiles } from './message-ports.ts';
import { recipient, webAddress } from './messages.ts';
import { isOwnAddress, toUrl } from './own-addresses.ts';
import { sentWords } from './sent-words.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext } from './tool.ts';

export type AttachmentToolPorts = { readonly letters: AgentLetters; readonly files: OwnerFiles };

const linkSchema = z.strictObject({
  url: webAddress.describe('The address in full, such as https://example.com/map.'),
});
type Link = z.infer<typeof linkSchema>;

const fileSchema = z.strictObject({
  path: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe('The path as find_file tells it, or as the owner wrote it.'),
  to: recipient.optional(),
  text: sentWords.max(8000).default('').describe('Words that go with it.'),
});
type File = z.infer<typeof fileSchema>;

const findSchema = z.strictObject({
  words: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('Words of the name or of its folder, such as "contract pdf".'),
});
type Find = z.infer<typeof findSchema>;

/** Links and files that go along by Carbon Voice, where the answer itself cannot carry them. */
export function createAttachmentTools(ports: AttachmentToolPorts): readonly AnyTool[] {
  return [attachLink(ports), attachFile(ports), findFile(ports)];
}

/**
 * A part of the answer to whoever is speaking, so that it waits for nobody; but the service looks the address up for its
 * card, and so may carry to a stranger's server what a model was talked into writing there. Hence the same floor as for
 * pages.
 */
function attachLink({ letters }: AttachmentToolPorts): AnyTool {
  return defineTool<Link>({
    name: 'attach_link',
    description:
      'Puts a link as a card beside your answer into this Carbon Voice conversation; on a call, or at the desk, into the owner’s own one. To others links go with send_carbon_voice_message.',
    schema: linkSchema,
    effect: 'answers',
    from: 'owner',
    repeatable: true,
    mustAsk: ({ url }, _context, { hasReadOutside, ownWords }) =>
      hasReadOutside && !isOwnAddress(url, ownWords),
    check: async (_args, context) => void (await placeOf(letters, context)),
    // As it is asked for: another alphabet's look-alikes show as what they are.
    summarize: async ({ url }, context) =>
      `Attach the link ${toUrl(url)?.href ?? url} in ${nameOfTarget(await placeOf(letters, context))}`,
    run: async ({ url }, context) => {
      const { address } = await placeOf(letters, context);
      const { actionId: id } = context;
      await letters.write({ id, address, text: '', links: [url], files: [] });
      return { text: 'The link is on its way as a card; there is no need to repeat its address.' };
    },
  });
}

function attachFile({ letters, files }: AttachmentToolPorts): AnyTool {
  const targetOf = async ({ to }: File, context: ToolContext): Promise<LetterTarget> =>
    to === undefined ? placeOf(letters, context) : findTarget(letters, to);
  return defineTool<File>({
    name: 'attach_file',
    description:
      'Sends a file of the owner’s computer by Carbon Voice: to whom “to” says, else into this conversation, or from a call or the desk into the owner’s own one.',
    schema: fileSchema,
    effect: 'leaves',
    from: 'owner',
    repeatable: true,
    check: async (args, context) => {
      await files.look(args.path);
      await targetOf(args, context);
    },
    summarize: async (args, context) => {
      const file = await files.look(args.path);
      const name = nameOfTarget(await targetOf(args, context));
      const words = args.text === '' ? '' : ` With the words: “${args.text}”`;
      return `Send the file ${describe(file, context)} to ${name}.${words}`;
    },
    run: async (args, context) => {
      const { path } = await files.look(args.path);
      const found = await targetOf(args, context);
      const { actionId: id } = context;
      const { address } = found;
      await letters.write({ id, address, text: args.text, links: [], files: [path] });
      return {
        text: `The file for ${nameOfTarget(found)} is kept and is sent as soon as it can be. The thread shows when it is out.`,
      };
    },
  });
}

function findFile({ files }: AttachmentToolPorts): AnyTool {
  return defineTool<Find>({
    name: 'find_file',
    description:
      'Looks for files by name in the folders from which the owner lets you send, for attach_file. It does not read them.',
    schema: findSchema,
    effect: 'reads',
    from: 'owner',
    meanwhile: 'One moment, I am looking for that file.',
    summarize: ({ words }) => `Look for files named “${words}”`,
    run: async ({ words }, context, signal) => {
      const { files: found, isWhole } = await files.find(words, signal);
      const more = isWhole ? '' : ' There are more files than could be looked through.';
      if (found.length === 0) return { text: `No file there has all these words.${more}` };
      const lines = found.map((file) => `- ${describe(file, context)}`);
      return { text: [...lines, more.trim()].join('\n').trim(), outside: 'names of files' };
    },
  });
}

/** The conversation of the turn; the owner's own one where the turn is in none. */
async function placeOf(
  letters: AgentLetters,
  { request: { channel, conversationId } }: ToolContext,
): Promise<LetterTarget> {
  if (channel === 'carbonvoice' && conversationId !== null) {
    return { address: `conversation:${conversationId}`, name: 'this conversation' };
  }
  const address = await letters.ownersPlace();
  if (address !== null) return { address, name: 'the owner’s own conversation' };
  throw new RefusedError(
    'NO_PLACE',
    'The owner has no Carbon Voice conversation of their own with you, or it cannot be reached now.',
    'Put the address into your answer, or ask to whom it should go.',
  );
}

/** Everything that makes it this file: another one by its name would not be what the owner said yes to. */
function describe({ path, bytes, changedAt }: OwnerFile, { now, timeZone }: ToolContext): string {
  return `${JSON.stringify(path)} (${sizeText(bytes)}, changed ${sayTime(changedAt, { now, timeZone })})`;
}
