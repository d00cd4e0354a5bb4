import type { Action } from '../../../shared/action.ts';
import { AppError, isAbort, NetworkError } from '../../../shared/errors.ts';
import type { ToolPolicies } from '../../../shared/policies.ts';
import type { Clock } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import { keepNewest } from '../../base/keep-newest.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { decide } from '../access.ts';
import { isLook } from '../tools/tool.ts';
import type { AnyTool, ToolContext, ToolOutcome } from '../tools/tool.ts';
import { misfit } from './misfit.ts';
import type { ActionLedger } from './ports.ts';
import { runTool, textOfFailure } from './run-tool.ts';
import { untilKept } from '../../base/until-kept.ts';

export type DoingDeps = {
  readonly ledger: ActionLedger;
  /** Everything that there is; MCP servers come and go. */
  readonly tools: () => readonly AnyTool[];
  readonly policies: ToolPolicies;
  /** IANA name. */
  readonly timeZone: string;
  /** How long an action waits for the owner's yes, and a yes for being carried out, in milliseconds. */
  readonly expireAfterMs: number;
  /** Every action that begins, is decided, or ends; the newest form of it. */
  readonly changed: Emitter<Action>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A tool with its arguments, as its schema gave them. */
export type ToolUse = {
  readonly tool: AnyTool;
  readonly args: unknown;
  readonly context: ToolContext;
};

export type Done =
  | { readonly type: 'done'; readonly action: Action; readonly outcome: ToolOutcome }
  | {
      readonly type: 'failed';
      readonly action: Action;
      readonly text: string;
      /** Whether it may have been done all the same. */
      readonly mayBeDone: boolean;
    };

type End = { readonly state: 'done' | 'failed' | 'unknown' } & ToolOutcome;

/** More actions than these are not begun before the start has taken up what an earlier run left. */
const mostOwn = 1000;
/** What is kept of a result: the audit tells what came of it, not the whole page that was read. */
const maxResultChars = 2000;

const cutOff = 'The app ended while this was being done. Whether it was done is not known.';

/** Carries actions out, and writes down how each ended. */
export class Doing {
  readonly #deps: DoingDeps;
  readonly #signal: AbortSignal;
  /** Actions of this run, which are not left over from an earlier one. */
  readonly #own = new Set<string>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(deps: DoingDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Does what the settings allow. `kept` is awaited before its end is written down. Rejects on the end of the app only. */
  async now(action: Action, use: ToolUse, kept: Promise<unknown>): Promise<Done> {
    this.#owns(action);
    const run = this.#run(action, use);
    // The turn goes on: what came of it is known, whether or not it can be written down just now.
    this.#follow(Promise.all([run, kept]).then(([{ end }]) => this.#end(action, end)));
    return (await run).done;
  }

  /** It is kept and was not begun: the turn that wanted it is over. */
  giveUp(action: Action): void {
    this.#follow(this.#end(action, { state: 'failed', text: unwanted }));
  }

  /** After the owner's yes; goes on by itself. What was approved is begun once, whoever asks and however often. */
  perform(approved: Action): void {
    this.#owns(approved);
    this.#follow(this.#perform(approved));
  }

  /** What an earlier run was doing, or was about to do. */
  takeUp(action: Action): void {
    if (this.#own.has(action.id)) return;
    if (action.state === 'running') this.#follow(this.#recover(action));
    else this.perform(action);
  }

  #owns({ id }: Action): void {
    this.#own.add(id);
    keepNewest(this.#own, mostOwn);
  }

  async #perform({ id }: Action): Promise<void> {
    const { clock } = this.#deps;
    const action = await this.#kept((ledger) => ledger.startAction({ id, at: clock.now() }));
    if (action === null) return;
    this.#deps.changed.emit(action);
    const use = await this.#useOf(action);
    if (typeof use === 'string') return this.#end(action, { state: 'failed', text: use });
    await this.#carryOut(action, use);
  }

  /** It was being done when the app ended. */
  async #recover(action: Action): Promise<void> {
    const tool = this.#toolOf(action);
    // Nobody waits any more for what was only to be read.
    const isRead = tool !== undefined && isLook(tool);
    // What no yes stands behind belongs to a turn, which is run anew and asks for it under the same id.
    const isMine = action.decidedVia !== 'policy';
    if (isRead)
      return this.#end(action, { state: 'failed', text: 'The app ended before it was done.' });
    const parsed = tool?.schema.safeParse(action.arguments);
    if (!tool?.repeatable || !isMine || !parsed?.success || this.#isDenied(tool, action)) {
      return this.#end(action, { state: 'unknown', text: cutOff });
    }
    await this.#carryOut(action, { tool, args: parsed.data, context: this.#contextOf(action) });
  }

  async #carryOut(action: Action, use: ToolUse): Promise<void> {
    const { end } = await this.#run(action, use);
    await this.#end(action, end);
  }

  async #run(action: Action, use: ToolUse): Promise<{ readonly done: Done; readonly end: End }> {
    const { clock, log } = this.#deps;
    try {
      const outcome = await runTool({ ...use, clock }, this.#signal);
      const state = outcome.failed === true ? 'failed' : 'done';
      return { done: { type: 'done', action, outcome }, end: { state, ...outcome } };
    } catch (error) {
      // Nothing is written down of what the end of the app cuts off: the next start finds it.
      if (this.#signal.aborted) throw error;
      if (!(error instanceof AppError)) log.error('a tool failed', errorFields(error));
      const isUnknown = mayBeDone(use.tool, error);
      const text = textOfFailure(error) + (isUnknown ? ' It may have been done all the same.' : '');
      const state = isUnknown ? 'unknown' : 'failed';
      const done = { type: 'failed', action, text, mayBeDone: isUnknown } as const;
      return { done, end: { state, text } };
    }
  }

  /** What the owner said yes to, checked anew; a sentence where it cannot or must not be done any more. */
  async #useOf(action: Action): Promise<ToolUse | string> {
    const { clock, expireAfterMs } = this.#deps;
    // A call in the middle of the night because the machine was off since the afternoon is not what was meant.
    if (clock.now() - (action.decidedAt ?? 0) > expireAfterMs) return tooLate;
    const tool = this.#toolOf(action);
    if (!tool) return `There is no tool ${action.tool} any more.`;
    const parsed = tool.schema.safeParse(action.arguments);
    if (!parsed.success) return misfit(tool, parsed.error);
    if (this.#isDenied(tool, action)) return `The settings do not allow ${action.tool} any more.`;
    const context = this.#contextOf(action);
    try {
      await tool.check?.(parsed.data, context);
      // As it was summed up then: "tomorrow" is the day after the question.
      const asked = { ...context, now: action.createdAt };
      const summary = await tool.summarize(parsed.data, asked);
      if (summary !== action.summary) return `${otherwise} Now it would be: ${summary}`;
    } catch (error) {
      if (this.#signal.aborted) throw error;
      return textOfFailure(error);
    }
    return { tool, args: parsed.data, context };
  }

  #isDenied(tool: AnyTool, action: Action): boolean {
    const use = { tool, args: action.arguments, context: this.#contextOf(action) };
    return decide({ ...use, hasReadOutside: true, ownWords: '' }, this.#deps.policies) === 'deny';
  }

  #toolOf({ tool: name }: Action): AnyTool | undefined {
    return this.#deps.tools().find((tool) => tool.name === name);
  }

  #contextOf(action: Action): ToolContext {
    const { channel, principal, author, conversationId, callId } = action;
    return {
      actionId: action.id,
      request: {
        ...{ turnId: action.turnId ?? '', channel, principal, author, conversationId, callId },
        ...{ messageId: action.messageId, text: '' },
      },
      timeZone: this.#deps.timeZone,
      now: this.#deps.clock.now(),
      askedAt: action.createdAt,
    };
  }

  async #end({ id }: Action, { state, text, outside }: End): Promise<void> {
    const { clock } = this.#deps;
    const result = text.length > maxResultChars ? `${text.slice(0, maxResultChars)}…` : text;
    const end = { id, state, at: clock.now(), result, outside: outside ?? null };
    const ended = await this.#kept((ledger) => ledger.endAction(end));
    if (ended) this.#deps.changed.emit(ended);
  }

  #kept<T>(step: (ledger: ActionLedger) => Promise<T>): Promise<T> {
    return untilKept(() => step(this.#deps.ledger), this.#deps, this.#signal);
  }

  #follow(work: Promise<unknown>): void {
    const followed = work.catch((error: unknown) => {
      if (isAbort(error) || this.#signal.aborted) return;
      this.#deps.log.error('an action could not be carried out', errorFields(error));
    });
    this.#underWay.add(followed);
    void followed.finally(() => this.#underWay.delete(followed));
  }
}

const tooLate =
  'It was approved too long ago: the app was not running meanwhile. Ask for it again.';
const unwanted = 'It was not begun: its turn ended before.';
const otherwise = 'It would not be what was approved any more, so it was not done.';

/** A message that may have arrived is not a failed one: it must not be sent again for that. */
function mayBeDone(tool: AnyTool, error: unknown): boolean {
  if (isLook(tool)) return false;
  return error instanceof NetworkError ? error.mayHaveArrived : !(error instanceof AppError);
}
