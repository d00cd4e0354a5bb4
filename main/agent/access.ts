import type { Policy, ToolPolicies } from '../../shared/policies.ts';
import type { Principal, ThreadMessage } from '../../shared/thread.ts';
import type { History, Notes, TurnRequest } from './ports.ts';
import type { AnyTool, ToolContext, ToolEffect } from './tools/tool.ts';

/**
 * What a principal may see and do. This is the one place where that is decided: before a prompt is built, and again
 * before a tool runs. Nothing of it depends on words, neither on those of people nor on those of a model.
 */

const historyMessages = 40;
const promptNotes = 30;

const rank: Readonly<Record<Principal, number>> = { stranger: 0, trusted: 1, owner: 2 };

/** A stranger and a trusted person see their conversation only; the owner sees the one thread. */
export async function visibleHistory(
  history: History,
  request: TurnRequest,
): Promise<readonly ThreadMessage[]> {
  if (request.principal === 'owner') {
    return history.recentMessages({ conversationId: null, limit: historyMessages });
  }
  if (request.conversationId === null) return [];
  const { conversationId } = request;
  const lines = await history.recentMessages({ conversationId, limit: historyMessages });
  // Notes and briefs are the owner's, also where they are about this conversation.
  return lines.filter(({ channel }) => channel !== 'system');
}

/** Only the owner's turns see the owner's notes. */
export async function visibleNotes(
  notes: Pick<Notes, 'listNotes'>,
  { principal }: Pick<TurnRequest, 'principal'>,
): Promise<readonly string[]> {
  if (principal !== 'owner') return [];
  return (await notes.listNotes({ limit: promptNotes })).map(({ text }) => text);
}

type Asker = Pick<TurnRequest, 'principal' | 'channel'>;

/** The tools that a turn may know of: what it may never use, it is not told of. */
export function visibleTools(
  tools: readonly AnyTool[],
  asker: Asker,
  policies: ToolPolicies,
): readonly AnyTool[] {
  return tools.filter((tool) => mayEver(tool, asker) && policyOf(tool, asker, policies) !== 'deny');
}

function mayEver({ from, onCallOnly = false }: AnyTool, { principal, channel }: Asker): boolean {
  return rank[principal] >= rank[from] && (!onCallOnly || channel === 'phone');
}

/** What the settings say, or what holds without them. */
function policyOf(
  { name, effect }: Pick<AnyTool, 'name' | 'effect'>,
  { channel }: Asker,
  policies: ToolPolicies,
): Policy {
  const set = Object.hasOwn(policies, name) ? policies[name] : undefined;
  const wish = typeof set === 'object' ? set[channel] : set;
  return wish ?? (effect === 'leaves' ? 'ask' : 'allow');
}

/** What nobody but the owner has done without a yes: what leaves, and what is kept because others said so. */
const othersAsk: readonly ToolEffect[] = ['leaves', 'keeps'];

export type Use = {
  readonly tool: AnyTool;
  /** As its schema gave them. */
  readonly args: unknown;
  readonly context: ToolContext;
  /** Whether the turn has read words from outside, which may have led to this. */
  readonly hasReadOutside: boolean;
};

/** Whether one use of a tool is done, asked for or refused. The settings cannot loosen what stands here. */
export function decide(
  { tool, args, context, hasReadOutside }: Use,
  policies: ToolPolicies,
): Policy {
  const { request } = context;
  if (!mayEver(tool, request)) return 'deny';
  const policy = policyOf(tool, request, policies);
  if (policy !== 'allow') return policy;
  if (request.principal !== 'owner' && othersAsk.includes(tool.effect)) return 'ask';
  // What a page or a message says must not send anything, however well it asks.
  if (hasReadOutside && tool.effect === 'leaves') return 'ask';
  return tool.mustAsk?.(args, context) === true ? 'ask' : 'allow';
}
