import { z } from 'zod';
import { defineTool } from '../../main/agent/tools/tool.ts';
import type { AnyTool, ToolContext } from '../../main/agent/tools/tool.ts';

type Args = { readonly to: string };

/** A tool that keeps what it was used for; a test changes what it needs. */
export function sampleTool(change: Partial<AnyTool> = {}) {
  const runs: { readonly args: Args; readonly context: ToolContext }[] = [];
  const tool = defineTool<Args>({
    name: 'send_text_message',
    description: 'Sends a text message.',
    schema: z.strictObject({ to: z.string().min(1) }),
    effect: 'leaves',
    from: 'owner',
    summarize: ({ to }) => `Send a text to ${to}.`,
    run: async (args, context) => {
      runs.push({ args, context });
      return { text: `Sent to ${args.to}.` };
    },
  });
  return { tool: { ...tool, ...change }, runs };
}
