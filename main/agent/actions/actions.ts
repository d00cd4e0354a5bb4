import type { Action, DecidedVia } from '../../../shared/action.ts';
import { isAbort, NetworkError, RefusedError } from '../../../shared/errors.ts';
import type { ToolPolicies } from '../../../shared/policies.ts';
import type { Clock } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { decide } from '../access.ts';
import type { AnyTool, ToolContext, ToolOutcome } from '../tools/tool.ts';
import { ExpiryTimers } from './expiry-timers.ts';
import type { ActionLedger } from './ports.ts';
import { runTool, textOfFailure } from './run-tool.ts';

export type ActionsDeps = {
  readonly ledger: ActionLedger;
  /** Everything that there is; MCP servers come and go. */
  readonly tools: () => readonly AnyTool[];
  readonly policies: ToolPolicies;
  /** IANA name. */
  readonly timeZone: string;
  /** How long an action waits for the owner's yes, in milliseconds. */
  readonly expireAfterMs: number;
  /** Every action that begins, is decided, or ends; the newest form of it. */
  readonly changed: Emitter<Action>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What a turn hears of the use of a tool. */
export type Used =
  | { readonly type: 'done'; readonly action: Action; readonly outcome: ToolOutcome }
  | { readonly type: 'failed'; readonly action: Action; readonly text: string }
  | { readonly type: 'asked'; readonly action: Action }
  /** It was not begun, and is not kept: `text` says why. */
  | { readonly type: 'refused'; readonly text: string };

export type UseRequest = {
  readonly tool: AnyTool;
  readonly args: unknown;
  readonly context: ToolContext;
  readonly hasReadOutside: boolean;
  readonly ownWords: string;
  /** Told as soon as it is being done. */
  readonly begun: (action: Action) => void;
};

export type Decision = {
  readonly id: string;
  readonly verdict: 'approve' | 'deny';
  readonly via: Exclude<DecidedVia, 'policy' | 'time'>;
};

/**
 * Everything that the agent does: at once where the settings allow it, else after the owner's yes. What is kept of an
 * action decides, not memory: an action is decided once and started once, whoever asks and however often.
 */
export class Actions {
  readonly #deps: ActionsDeps;
  readonly #signal: AbortSignal;
  readonly #expiry: ExpiryTimers;
  readonly #underWay = new Set<Promise<unknown>>();

  /** `signal` ends with the app: what is being done is not given up with the turn that wanted it. */
  constructor(deps: ActionsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#expiry = new ExpiryTimers(deps.clock, (id) => this.#expire(id), signal);
  }

  /** One use of a tool in a turn. Throws on abort only; what cannot be done is told as words. */
  async use(use: UseRequest, signal: AbortSignal): Promise<Used> {
    const { policies } = this.#deps;
    const { tool } = use;
    const parsed = tool.schema.safeParse(use.args);
    if (!parsed.success) return { type: 'refused', text: misfit(tool, parsed.error) };
    const args: unknown = parsed.data;
    const { context, hasReadOutside, ownWords } = use;
    const policy = decide({ tool, args, context, hasReadOutside, ownWords }, policies);
    if (policy === 'deny') return { type: 'refused', text: denied(tool.name) };
    try {
      await tool.check?.(args, context);
      const summary = await tool.summarize(args, context);
      const action = this.#newAction({ tool, args, context, summary, asks: policy === 'ask' });
      if (policy === 'ask') return await this.#ask(action);
      return await this.#runNow(action, { ...use, args }, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      return { type: 'refused', text: textOfFailure(error) };
    }
  }

  /** The owner's answer. Throws RefusedError when it comes too late. Resolves when it is durable; the doing follows. */
  async answer({ id, verdict, via }: Decision): Promise<Action> {
    const { ledger, clock, changed } = this.#deps;
    const state = verdict === 'approve' ? 'approved' : 'denied';
    const at = clock.now();
    const before = await ledger.readAction({ id });
    // A timer may be late: no answer in time means no.
    if (before.state === 'pending' && before.expiresAt !== null && at >= before.expiresAt) {
      await this.#expire(id);
      throw tooLate(await ledger.readAction({ id }));
    }
    const decided = await ledger.decideAction({ id, state, at, via, by: 'owner' });
    if (decided === null) throw tooLate(await ledger.readAction({ id }));
    this.#expiry.clear(id);
    changed.emit(decided);
    if (state === 'approved') this.#follow(this.#perform(decided));
    return decided;
  }

  /** At the start: what waits goes on waiting, what was approved is done, what was being done is told. */
  async takeUp(): Promise<void> {
    for (const action of await this.#deps.ledger.openActions()) {
      if (action.state === 'pending') this.#expiry.arm(action);
      else
        this.#follow(action.state === 'approved' ? this.#perform(action) : this.#recover(action));
    }
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  #newAction(use: {
    readonly tool: AnyTool;
    readonly args: unknown;
    readonly context: ToolContext;
    readonly summary: string;
    readonly asks: boolean;
  }): Action {
    const { tool, args, context, summary, asks } = use;
    const { turnId, channel, principal, author, conversationId, messageId, callId } =
      context.request;
    const now = this.#deps.clock.now();
    return {
      ...{ id: context.actionId, tool: tool.name, summary, arguments: toRecord(args) },
      ...{ channel, principal, author, conversationId, callId, turnId, createdAt: now },
      messageId: messageId === '' ? null : messageId,
      state: asks ? 'pending' : 'running',
      expiresAt: asks ? now + this.#deps.expireAfterMs : null,
      ...{ decidedAt: asks ? null : now, decidedVia: asks ? null : 'policy', decidedBy: null },
      ...{ startedAt: asks ? null : now, endedAt: null, result: null, requestId: null },
    };
  }

  async #ask(action: Action): Promise<Used> {
    await this.#deps.ledger.addAction(action);
    this.#expiry.arm(action);
    this.#deps.changed.emit(action);
    return { type: 'asked', action };
  }

  async #runNow(action: Action, use: UseRequest, signal: AbortSignal): Promise<Used> {
    const kept = this.#deps.ledger.addAction(action);
    // What reads is not held up by the disk: a call would hear it. What acts is kept before it acts.
    if (use.tool.effect === 'reads' || use.tool.effect === 'fetches') kept.catch(() => {});
    else await kept;
    this.#deps.changed.emit(action);
    use.begun(action);
    const doing = this.#do(action, use, kept);
    this.#follow(doing);
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([doing, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #do(
    action: Action,
    { tool, args, context }: Pick<UseRequest, 'tool' | 'args' | 'context'>,
    kept: Promise<unknown>,
  ): Promise<Used> {
    try {
      const outcome = await runTool({ tool, args, context, clock: this.#deps.clock }, this.#signal);
      await kept.then(() => this.#end(action, 'done', outcome.text), this.#unkept);
      return { type: 'done', action, outcome };
    } catch (error) {
      // Nothing is written down of what the end of the app cuts off: the next start finds it.
      if (this.#signal.aborted) throw error;
      const text = textOfFailure(error);
      // A message that may have arrived is not a failed one: it must not be sent again for that.
      const isUnknown =
        tool.effect === 'leaves' && error instanceof NetworkError && error.mayHaveArrived;
      const state = isUnknown ? 'unknown' : 'failed';
      await kept.then(() => this.#end(action, state, text), this.#unkept);
      return { type: 'failed', action, text };
    }
  }

  readonly #unkept = (error: unknown): void =>
    this.#deps.log.warn('an action could not be kept', errorFields(error));

  /** After the owner's yes. The arguments are those that were asked about, checked anew. */
  async #perform(approved: Action): Promise<void> {
    const { ledger, clock, changed } = this.#deps;
    const action = await ledger.startAction({ id: approved.id, at: clock.now() });
    if (action === null) return;
    changed.emit(action);
    await this.#carryOut(action);
  }

  async #carryOut(action: Action): Promise<void> {
    const use = this.#useOf(action);
    if (typeof use === 'string') return this.#end(action, 'failed', use);
    await this.#do(action, use, Promise.resolve());
  }

  /** It was being done when the app ended. */
  async #recover(action: Action): Promise<void> {
    const tool = this.#toolOf(action);
    if (tool?.repeatable || tool?.effect === 'reads') return this.#carryOut(action);
    const text = 'The app ended while this was being done. Whether it was done is not known.';
    await this.#end(action, 'unknown', text);
  }

  #useOf(action: Action): Pick<UseRequest, 'tool' | 'args' | 'context'> | string {
    const tool = this.#toolOf(action);
    if (!tool) return `There is no tool ${action.tool} any more.`;
    const parsed = tool.schema.safeParse(action.arguments);
    if (!parsed.success) return misfit(tool, parsed.error);
    const use = { tool, args: parsed.data, context: this.#contextOf(action) };
    // What the owner has come to deny since is not done, whoever said yes before.
    const policy = decide({ ...use, hasReadOutside: true, ownWords: '' }, this.#deps.policies);
    return policy === 'deny' ? denied(tool.name) : use;
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
        ...{ messageId: action.messageId ?? '', text: '' },
      },
      timeZone: this.#deps.timeZone,
      now: this.#deps.clock.now(),
    };
  }

  async #end(action: Action, state: 'done' | 'failed' | 'unknown', text: string): Promise<void> {
    const { ledger, clock, changed } = this.#deps;
    const result = text.length > maxResultChars ? `${text.slice(0, maxResultChars)}…` : text;
    const ended = await ledger.endAction({ id: action.id, state, at: clock.now(), result });
    if (ended) changed.emit(ended);
  }

  async #expire(id: string): Promise<void> {
    const { ledger, clock, changed } = this.#deps;
    const at = clock.now();
    const expired = await ledger.decideAction({ id, state: 'expired', at, via: 'time', by: null });
    this.#expiry.clear(id);
    if (expired) changed.emit(expired);
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

/** What is kept of a result: the audit tells what came of it, not the whole page that was read. */
const maxResultChars = 2000;

function toRecord(args: unknown): Record<string, unknown> {
  return typeof args === 'object' && args !== null ? { ...args } : {};
}

function misfit(
  { name }: Pick<AnyTool, 'name'>,
  error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] },
): string {
  const faults = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
  return `The arguments of ${name} do not fit: ${faults.join('; ')}. Call it again with what is asked for, or ask whoever speaks with you.`;
}

function denied(name: string): string {
  return `${name} is not allowed here. Say so, and offer what you can do instead.`;
}

function tooLate({ state, decidedVia }: Action): RefusedError {
  const how = state === 'expired' ? 'It has expired' : `It is ${state} already`;
  const via = decidedVia === null || decidedVia === 'time' ? '' : ` (${decidedVia})`;
  return new RefusedError('ACTION_DECIDED', `${how}${via}.`, 'Ask the agent for it again.');
}
