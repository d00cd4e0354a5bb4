import type { Action, ToolStep } from '../../shared/action.ts';
import type { Clock } from '../base/clock.ts';
import { derivedId } from '../base/ids.ts';
import type { Actions, Used } from './actions/actions.ts';
import { fence } from './fence.ts';
import type { Citation } from './memory/citations.ts';
import type { ReplyEvent, ToolCall, ToolResult, ToolSpec, TurnRequest } from './ports.ts';
import { toSpec } from './tools/spec.ts';
import { isLook } from './tools/tool.ts';
import type { AnyTool, ToolContext } from './tools/tool.ts';

export type ToolUseParts = {
  readonly request: TurnRequest;
  /** Those that the turn may know of. */
  readonly tools: readonly AnyTool[];
  readonly actions: Pick<Actions, 'use'>;
  /** Whether the prompt holds words of others. */
  readonly knowsOutside: boolean;
  /** What of the prompt the owner said. */
  readonly ownWords: string;
  readonly timeZone: string;
  readonly clock: Clock;
};

/** A turn that calls so many tools is lost, and costs money. */
const maxCalls = 24;
/** The same call again tells nothing new. */
const maxSame = 2;

/** The tools of one turn: what it may use, what it has used, and what came of that. */
export class ToolUse {
  /** What the answer may cite, by its mark. */
  readonly citations = new Map<string, Citation>();
  readonly #parts: ToolUseParts;
  readonly #steps = new Map<string, ToolStep>();
  readonly #counts = new Map<string, number>();
  /** Calls that did something, or wait for a yes. */
  readonly #settled = new Set<string>();
  /** Ids of steps that failed and may have been done all the same. */
  readonly #doubtful = new Set<string>();
  #calls = 0;
  #hasReadOutside: boolean;

  constructor(parts: ToolUseParts) {
    this.#parts = parts;
    this.#hasReadOutside = parts.knowsOutside;
  }

  get specs(): readonly ToolSpec[] {
    return this.#parts.tools.map(toSpec);
  }

  /** What was done and asked for so far, in its order. */
  get steps(): readonly ToolStep[] {
    return [...this.#steps.values()];
  }

  /** Whether the turn may call any further tool. */
  get isSpent(): boolean {
    return this.#calls >= maxCalls;
  }

  /** What was done, in words of our own: for a model that says nothing of it. */
  account(): string {
    const lines = this.steps.map(({ id, summary, state, result }) => {
      if (state === 'asked') return `This waits for a yes: ${summary}`;
      if (state !== 'failed') return `Done: ${summary}`;
      const isOpen = this.#doubtful.has(id);
      return `${isOpen ? 'It is not known whether this was done' : 'Not done'}: ${summary} (${result})`;
    });
    return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
  }

  /** Whether the turn may know of a tool by that name. */
  has(name: string): boolean {
    return this.#parts.tools.some((tool) => tool.name === name);
  }

  /** One call of the model, to its end. Throws on abort only. */
  async *call(call: ToolCall, signal: AbortSignal): AsyncGenerator<ReplyEvent, ToolResult> {
    const used = yield* this.use(call, signal);
    return { id: call.id, name: call.name, text: this.#textOf(used) };
  }

  /** One use of a tool, to its end: what came of it, before it is put into words for a model. Throws on abort only. */
  async *use(call: ToolCall, signal: AbortSignal): AsyncGenerator<ReplyEvent, Used> {
    const refused = this.#refusal(call);
    if (refused !== null) return { type: 'refused', text: refused };
    const { tools, actions } = this.#parts;
    const tool = tools.find(({ name }) => name === call.name);
    if (!tool) return { type: 'refused', text: this.#unknown(call.name) };
    const key = keyOf(call);
    if (!isLook(tool) && this.#settled.has(key)) return { type: 'refused', text: doneAlready };
    if (tool.effect !== 'reads') await this.#parts.request.call?.sure?.passed(signal);
    yield* this.#tellWait(tool);
    const begun = Promise.withResolvers<Action | null>();
    const use = actions.use(
      {
        ...{ tool, args: call.args, context: this.#context(call) },
        ...{ hasReadOutside: this.#hasReadOutside, ownWords: this.#parts.ownWords },
        hasForeignTools: this.#parts.tools.some(({ name }) => name.startsWith('mcp.')),
        begun: begun.resolve,
      },
      signal,
    );
    use.then(
      () => begun.resolve(null),
      () => begun.resolve(null),
    );
    const running = await begun.promise;
    if (running) yield this.#step(running, 'running', '');
    const used = await use;
    if (!isLook(tool) && isSettled(used)) this.#settled.add(key);
    yield* this.#tellEnd(used);
    return used;
  }

  #refusal(call: ToolCall): string | null {
    this.#calls += 1;
    if (this.#calls > maxCalls) {
      return `Not done: ${maxCalls} tools are enough for one answer. Answer with what you have.`;
    }
    const key = keyOf(call);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= maxSame) return null;
    return 'Not done: you have called exactly this already. Use what it told, or do something else.';
  }

  #unknown(name: string): string {
    const names = this.#parts.tools.map((tool) => tool.name).join(', ');
    return `There is no tool ${JSON.stringify(name.slice(0, 100))}. There are: ${names}.`;
  }

  #context(call: ToolCall): ToolContext {
    const { request, timeZone, clock } = this.#parts;
    const { turnId, channel, principal, author, conversationId, messageId, text } = request;
    const callId = channel === 'phone' ? conversationId : null;
    return {
      actionId: this.#idOf(call),
      request: {
        ...{ turnId, channel, principal, author, conversationId, messageId, text, callId },
      },
      timeZone,
      now: clock.now(),
    };
  }

  /** A turn that is run anew, after a crash or a cough say, does nothing a second time: what it calls has the same id again. */
  #idOf(call: ToolCall): string {
    const { call: onPhone, turnId, messageId } = this.#parts.request;
    const key = keyOf(call);
    // A message that is answered after an apology has another turn, and what was done for it is done all the same.
    return derivedId(
      'action',
      onPhone ? turnId : (messageId ?? turnId),
      key,
      String(this.#counts.get(key)),
    );
  }

  /** What takes long is told: on a call in words, elsewhere as a sign. */
  *#tellWait({ meanwhile, effect }: AnyTool): Iterable<ReplyEvent> {
    if (meanwhile !== undefined || effect === 'fetches' || effect === 'leaves') {
      yield { type: 'working', words: meanwhile ?? null };
    }
  }

  *#tellEnd(used: Used): Iterable<ReplyEvent> {
    if (used.type === 'refused') return;
    if (used.type === 'asked') {
      yield this.#step(used.action, 'asked', '');
      yield { type: 'approval', action: used.action };
    } else if (used.type === 'failed') {
      if (used.mayBeDone) this.#doubtful.add(used.action.id);
      yield this.#step(used.action, 'failed', used.text);
    } else {
      const { failed = false, text } = used.outcome;
      yield this.#step(used.action, failed ? 'failed' : 'done', text);
    }
  }

  #step({ id, tool, summary }: Action, state: ToolStep['state'], result: string): ReplyEvent {
    const step: ToolStep = { id, tool, summary, state, result };
    this.#steps.set(id, step);
    return { type: 'tool', step };
  }

  #textOf(used: Used): string {
    if (used.type === 'refused') return used.text;
    if (used.type === 'failed') return `Failed: ${used.text}`;
    if (used.type === 'asked') return waits(used.action);
    const { text, outside, citations = [] } = used.outcome;
    for (const citation of citations) this.citations.set(citation.mark, citation);
    if (outside === undefined) return text;
    this.#hasReadOutside = true;
    return fence(text, outside);
  }
}

/** Models repeat a call now and then, also in one breath; nobody wants the same message twice. */
const doneAlready = 'Not done again: exactly this is or may be done already, or waits for a yes.';

function isSettled(used: Used): boolean {
  return (
    used.type === 'done' || used.type === 'asked' || (used.type === 'failed' && used.mayBeDone)
  );
}

function keyOf({ name, args }: ToolCall): string {
  return `${name} ${JSON.stringify(args)}`;
}

function waits({ summary, principal }: Action): string {
  const who =
    principal === 'owner'
      ? 'your owner’s yes, which they are asked for now'
      : 'the yes of your owner, who is being asked';
  return `Not done yet: it waits for ${who}. What is asked: ${summary} Tell whoever speaks with you in one sentence that it waits for that. Never say that it is done.`;
}
