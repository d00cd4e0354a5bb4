import type { Policy, ToolPolicies } from '../../shared/policies.ts';
import type { Principal, ThreadMessage } from '../../shared/thread.ts';
import { nothingRemembered } from './memory/prompt-memory.ts';
import type { PromptMemory, RememberedParts } from './memory/prompt-memory.ts';
import type { RecallScope } from './memory/ports.ts';
import type { History, TurnRequest } from './ports.ts';
import type { AnyTool, KnownWords, ToolContext, ToolEffect } from './tools/tool.ts';

/**
 * What a principal may see and do. This is the one place where that is decided: before a prompt is built, and again
 * before a tool runs. Nothing of it depends on words, neither on those of people nor on those of a model.
 */

/** More than fit into any prompt of the usual size. */
const historyMessages = 200;
const conversationMessages = 100;

const rank: Readonly<Record<Principal, number>> = { stranger: 0, trusted: 1, owner: 2 };

/**
 * The owner sees the one thread, somebody trusted their own conversations, a stranger this one. Whose a conversation is goes
 * by the number or id alone, which on the phone can be forged: so nothing of anybody else is in there.
 */
export async function visibleHistory(
  history: History,
  { principal, author, conversationId }: TurnRequest,
): Promise<readonly ThreadMessage[]> {
  if (principal === 'owner') {
    return history.recentMessages({ conversationId: null, limit: historyMessages });
  }
  if (principal === 'trusted' && author !== '') {
    const query = { conversationId, author, limit: historyMessages };
    const lines = await history.recentMessages(query);
    return lines.filter((line) => isForOthers(line) && isOwn(line, conversationId));
  }
  if (conversationId === null) return [];
  const lines = await history.recentMessages({ conversationId, limit: conversationMessages });
  return lines.filter(isForOthers);
}

/** In another conversation what the owner said, or was answered, is theirs alone. */
function isOwn(line: ThreadMessage, conversationId: string | null): boolean {
  return line.conversationId === conversationId || line.principal !== 'owner';
}

/**
 * Notes and briefs are the owner's, also where they are about this conversation; and so is what was said on a call while
 * the caller counted as the owner, whoever calls from that number.
 */
function isForOthers({ channel, principal, brief }: ThreadMessage): boolean {
  if (brief !== undefined) return false;
  return channel !== 'system' && !(channel === 'phone' && principal === 'owner');
}

/** What the agent remembers is the owner's: nobody else's prompt holds anything of it. */
export function visibleMemory(
  memory: PromptMemory,
  { principal }: Pick<TurnRequest, 'principal'>,
): RememberedParts {
  return principal === 'owner' ? memory.parts() : nothingRemembered;
}

/** Whose messages a search may look at; null for none at all. */
export function visibleThread({
  principal,
  author,
  conversationId,
}: Pick<TurnRequest, 'principal' | 'author' | 'conversationId'>): RecallScope | null {
  if (principal === 'owner') return { type: 'all' };
  return principal === 'trusted' ? { type: 'own', author, conversationId } : null;
}

/** Whom the owner knows, and by which name, is the owner's alone. */
export function visibleContacts<C>(
  contacts: C,
  { principal }: Pick<TurnRequest, 'principal'>,
): C | null {
  return principal === 'owner' ? contacts : null;
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

export type Use = KnownWords & {
  readonly tool: AnyTool;
  /** As its schema gave them. */
  readonly args: unknown;
  readonly context: ToolContext;
};

/** What is known of lines of the thread beside what stands in them. */
export interface LineJudge {
  /** Whether an answer may hold words of others that a tool told. */
  quotesOutside(line: ThreadMessage): boolean;
  /** Whether it tells of what the owner's words alone led to. */
  tellsOwn(line: ThreadMessage): boolean;
}

/** Whether the model knows words of others before it has used any tool. */
export function knowsOutside(
  { principal, text, backlog = [] }: Pick<TurnRequest, 'principal' | 'text' | 'backlog'>,
  history: readonly ThreadMessage[],
  judge: LineJudge,
): boolean {
  if (principal !== 'owner' || hasQuotation(text)) return true;
  return (
    backlog.some((one) => one.principal !== 'owner' || hasQuotation(one.text)) ||
    history.some((line) => isOfOthers(line, judge) || judge.quotesOutside(line))
  );
}

function isOfOthers(line: ThreadMessage, judge: LineJudge): boolean {
  const { principal, brief, author, attachments = [] } = line;
  // What the owner wrote to somebody by hand was told by nobody else.
  const isForeignTold = isTold(line) && author !== 'owner' && !judge.tellsOwn(line);
  const isForeign = principal !== 'owner' || brief !== undefined || isForeignTold;
  return isForeign || attachments.length > 0 || quotesOthers(line);
}

/**
 * Whether the app wrote the line, and no turn of the agent: a brief, a reminder, what came of an action, a letter. It may
 * hold what others said, wrote into a calendar, or answered.
 */
export function isTold({ direction, channel, turnId }: ThreadMessage): boolean {
  // What is said on a call beside its answers is ours alone: greeting, prompts, the owner's own words.
  return direction === 'out' && turnId === null && channel !== 'phone';
}

/** What a person forwards, and the names of files, stand behind `>`. */
function hasQuotation(text: string): boolean {
  return /^>/mu.test(text);
}

/** A report of an action may quote what others answered. */
function quotesOthers({ direction, text, actionId }: ThreadMessage): boolean {
  return (direction === 'in' || actionId !== undefined) && hasQuotation(text);
}

/** The owner's own words among those that the model knows. */
export function ownWordsOf(request: TurnRequest, history: readonly ThreadMessage[]): string {
  const { backlog = [] } = request;
  const said = [
    ...history.filter(({ direction }) => direction === 'in'),
    ...backlog,
    ...[request],
  ].filter(({ principal }) => principal === 'owner');
  return said.map(({ text }) => text.replaceAll(/^>.*$/gmu, '')).join('\n');
}

/** So much of what is to be kept has to be the owner's own words. */
const ownShare = 0.6;

/** Whether the owner said it: a model may put it otherwise, but not say something else, and no other number. */
function isOwnWords(kept: string, ownWords: string): boolean {
  const own = new Set(stems(ownWords));
  const all = stems(kept);
  if (all.some((word) => /\p{N}/u.test(word) && !own.has(word))) return false;
  const long = all.filter((word) => word.length > 3);
  const words = long.length > 0 ? long : all;
  const found = words.filter((word) => own.has(word)).length;
  return words.length > 0 && found >= words.length * ownShare;
}

/** Words without their endings, so that "calls" is "call"; numbers whole, also where they were said in groups. */
function stems(text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  const joined = plain.match(/\d+(?:[ ().-]{1,3}\d+)+/gu)?.map((one) => one.replaceAll(/\D/gu, ''));
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [
    ...words.map((word) =>
      /\p{N}/u.test(word) ? word : word.replace(/(?<=.{4})s$/u, '').slice(0, 6),
    ),
    ...(joined ?? []),
  ];
}

/** Whether one use of a tool is done, asked for or refused. The settings cannot loosen what stands here. */
export function decide(use: Use, policies: ToolPolicies): Policy {
  const { tool, args, context } = use;
  const { request } = context;
  if (!mayEver(tool, request)) return 'deny';
  const policy = policyOf(tool, request, policies);
  if (policy !== 'allow') return policy;
  if (request.principal !== 'owner' && othersAsk.includes(tool.effect)) return 'ask';
  if (mayBeForeign(use)) return 'ask';
  return tool.mustAsk?.(args, context, use) === true ? 'ask' : 'allow';
}

/** What a page or a message says must not send anything, however well it asks, nor be remembered as the owner's. */
function mayBeForeign(use: Use): boolean {
  const { tool, args, ownWords, hasReadOutside, hasForeignTools = false } = use;
  if (hasReadOutside && tool.effect === 'leaves') return true;
  const kept = tool.remembers?.(args).trim() ?? '';
  return (hasReadOutside || hasForeignTools) && kept !== '' && !isOwnWords(kept, ownWords);
}
