import { z } from 'zod';
import type { Channel } from './thread.ts';
import { channelSchema } from './thread.ts';

/** Tools by the names that policies and approvals refer to; tools of MCP servers are `mcp.<server>.<tool>`. */
export const toolNames = [
  'place_call',
  'send_text_message',
  'send_carbon_voice_message',
  'attach_link',
  'attach_file',
  'find_file',
  'read_file',
  'add_task',
  'update_task',
  'list_tasks',
  'make_brief',
  'set_reminder',
  'cancel_reminder',
  'save_note',
  'edit_note',
  'delete_note',
  'search_notes',
  'search_thread',
  'add_contact',
  'find_contact',
  'read_calendar',
  'add_event',
  'read_web_page',
  'hang_up',
  'hand_over',
] as const;

/** What happens when the agent wants to use a tool: do it, ask the owner first, or never. */
export const policySchema = z.enum(['allow', 'ask', 'deny'], {
  error: 'must be allow, ask or deny',
});
export type Policy = z.infer<typeof policySchema>;

/** One policy for all channels, or one for each channel named. */
export const toolPolicySchema: z.ZodType<ToolPolicy> = z.union(
  [
    policySchema,
    z
      .partialRecord(channelSchema, policySchema)
      .refine((map) => Object.keys(map).length > 0, { error: 'must name a channel' }),
  ],
  {
    error:
      'must be allow, ask or deny, or one of them for each channel, such as ' +
      '{"phone": "deny", "desktop": "ask"} (channels: carbonvoice, phone, sms, desktop, system)',
  },
);
export type ToolPolicy = Policy | Readonly<Partial<Record<Channel, Policy>>>;

/** Policies by tool name; a tool that is not named has its default. */
export type ToolPolicies = Readonly<Record<string, ToolPolicy>>;

/** Whether a policy can be about this tool: one of ours, or `mcp.<server>.<tool>`. */
export function isToolName(name: string): boolean {
  return (
    toolNames.some((known) => known === name) ||
    /^mcp\.[A-Za-z0-9_-]+\.[A-Za-z0-9_./-]+$/u.test(name)
  );
}

/** All policies as one object. */
export const toolPoliciesSchema: z.ZodType<ToolPolicies> = z.record(
  z.string().refine(isToolName),
  toolPolicySchema,
  {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'is not a tool; tools of MCP servers are mcp.<server>.<tool>'
        : 'must be an object such as {"place_call": "deny"}',
  },
);
