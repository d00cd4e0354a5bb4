import { z } from 'zod';
import type { GivenTexts } from './message-ports.ts';
import { defineTool } from './tool.ts';
import type { AnyTool } from './tool.ts';

const readSchema = z.strictObject({
  name: z.string().trim().min(1).max(300).describe('Its name, as the message tells it.'),
});
type Read = z.infer<typeof readSchema>;

/** What the owner gave along with a message at the desk can be read, and nothing else of the computer. */
export function createGivenFileTools(texts: GivenTexts): readonly AnyTool[] {
  return [
    defineTool<Read>({
      name: 'read_file',
      description:
        'Reads a text file that the owner gave along with a message at the desk. Other files of the computer cannot be read.',
      schema: readSchema,
      effect: 'reads',
      from: 'owner',
      meanwhile: 'One moment, I am reading that file.',
      summarize: ({ name }) => `Read the file ${JSON.stringify(name)}`,
      run: async ({ name }) => {
        const { text } = await texts.read(name);
        return { text, outside: `the file ${JSON.stringify(name)}` };
      },
    }),
  ];
}
