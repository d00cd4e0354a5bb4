import { z } from 'zod';
import { createGivenFileTools } from '../../main/agent/tools/given-files.ts';
import { createAttachmentTools } from '../../main/agent/tools/attachments.ts';
import { createPhoneTools } from '../../main/agent/tools/phone.ts';
import type { AnyTool } from '../../main/agent/tools/tool.ts';
import { sampleTool } from './sample-tools.ts';

/** Everything that reached anybody or anything outside, or cost money. */
export type Left = { readonly tool: string; readonly args: unknown };

/** A tool whose other end is outside: here it is only written down in `left`. */
export function outwardTool(name: string, left: Left[], schema: z.ZodType): AnyTool {
  return sampleTool({
    ...{ name, schema, description: `${name}: reaches people outside.` },
    summarize: (args) => `${name} ${JSON.stringify(args)}`,
    run: async (args) => {
      left.push({ tool: name, args });
      return { text: 'Done.' };
    },
  }).tool;
}

/** The tools of the phone, at the end of a line on which nobody is: what they did is written down in `left`. */
export function outwardPhone(left: Left[]): readonly AnyTool[] {
  const note = (tool: string, args: unknown): void => void left.push({ tool, args });
  return createPhoneTools({
    line: {
      check: (target) => target,
      place: async (call) => {
        note('place_call', call);
        return { callId: 'call-9' };
      },
      farewell: (callId, goodbye) => note('hang_up', { callId, goodbye }),
      checkHandOver: (_callId, target) => target,
      handOver: (callId, target) => note('hand_over', { callId, target }),
    },
    texts: {
      check: (to) => to,
      send: async (message) => note('send_text_message', message),
    },
  });
}

/** The tools that attach: every file is there and may be sent; what went out is written down in `left`. */
export function outwardAttachments(left: Left[]): readonly AnyTool[] {
  const attach = createAttachmentTools({
    letters: {
      find: async (to) => [{ address: to, name: null }],
      ownersPlace: async () => 'conversation:own',
      write: async ({ id: _id, ...letter }) => {
        const tool = letter.files.length > 0 ? 'attach_file' : 'attach_link';
        left.push({ tool, args: letter });
      },
    },
    files: {
      look: async (path) => ({ path, bytes: 1, changedAt: 0 }),
      find: async () => ({ files: [], isWhole: true }),
    },
  });
  return [...attach, ...createGivenFileTools({ read: async (name) => ({ name, text: '' }) })];
}

const text = (maxLength: number) => z.string().trim().min(1).max(maxLength);

/** As the app offers it. */
export const letterSchema = z.strictObject({
  to: text(320),
  text: text(8000),
  links: z.array(z.url()).max(20).default([]),
});
