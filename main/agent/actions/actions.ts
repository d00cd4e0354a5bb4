import type { Action, DecidedVia } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { AppError, RefusedError } from '../../../shared/errors.ts';
import { untilAborted } from '../../base/abort.ts';
import { errorFields } from '../../base/log.ts';
import { newId } from '../../base/ids.ts';
import { decide } from '../access.ts';
import type { Use } from '../access.ts';
import { isLook } from '../tools/tool.ts';
import type { AnyTool, ToolContext } from '../tools/tool.ts';
import { decidedWords } from '../../../shared/action-words.ts';
import { Doing } from './doing.ts';
import type { Done, DoingDeps } from './doing.ts';
import { ExpiryTimers } from './expiry-timers.ts';
import { misfit } from './misfit.ts';
import { OutsideTurns } from './outside-turns.ts';
import { OwnActions } from './own-actions.ts';
import { textOfFailure } from './run-tool.ts';

/** What a turn hears of the use of a tool. */
export type Used =
  | Done
  | { readonly type: 'asked'; readonly action: Action }
  /** It was not begun, and is not kept: `text` says why. */
  | { readonly type: 'refused'; readonly text: string };

export type UseRequest = Use & {
  /** Told as soon as it is being done. */
  readonly begun: (action: Action) => void;
};

/** So many of the newest actions are looked at for words of others that answers may still hold. */
const known = 500;

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
  readonly #deps: DoingDeps;
  readonly #expiry: ExpiryTimers;
  readonly #doing: Doing;
  readonly #outside = new OutsideTurns();
  readonly #own = new OwnActions();

  /** `signal` ends with the app: what is being done is not given up with the turn that wanted it. */
  constructor(deps: DoingDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#doing = new Doing(deps, signal);
    // Until it is durable, nobody is told of it.
    deps.changed.on((action) => this.#own.follow(action));
    this.#expiry = new ExpiryTimers(deps.clock, (id) => this.#expire(id), signal);
  }

  /** Whether a line of the thread is an answer that may hold what a tool told of the words of others. */
  quotesOutside(line: ThreadMessage): boolean {
    return this.#outside.hold(line);
  }

  /** Whether a line tells of an action that nobody but the owner can have led to. */
  tellsOwn(line: ThreadMessage): boolean {
    return this.#own.tell(line);
  }

  /** One use of a tool in a turn. Throws on abort only; what cannot be done is told as words. */
  async use(use: UseRequest, signal: AbortSignal): Promise<Used> {
    const used = await this.#use(use, signal);
    const isOutside = used.type === 'done' && used.outcome.outside !== undefined;
    if (isOutside) this.#outside.add(use.context.request);
    return used;
  }

  async #use(use: UseRequest, signal: AbortSignal): Promise<Used> {
    const { tool } = use;
    const parsed = tool.schema.safeParse(use.args);
    if (!parsed.success) return { type: 'refused', text: misfit(tool, parsed.error) };
    const args: unknown = parsed.data;
    try {
      const policy = decide({ ...use, args }, this.#deps.policies);
      if (policy === 'deny') return { type: 'refused', text: denied(tool.name) };
      const known = await this.#known(use, policy === 'ask');
      if (known.used) return known.used;
      const { context } = known;
      await tool.check?.(args, context);
      const summary = await tool.summarize(args, context);
      // The turn may have ended meanwhile: then nobody wants it any more.
      signal.throwIfAborted();
      const knewOutside = use.hasReadOutside || use.hasForeignTools === true;
      const asks = policy === 'ask';
      const action = this.#newAction({ args, context, summary, tool, asks, knewOutside });
      if (asks) return await this.#ask(action);
      return await this.#runNow(action, { ...use, args, context }, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (!(error instanceof AppError)) {
        this.#deps.log.error('a tool could not be used', errorFields(error));
      }
      return { type: 'refused', text: textOfFailure(error) };
    }
  }

  /**
   * The owner's answer. Throws RefusedError when it comes too late, with who decided and where, StoreError STORE_NO_ACTION when
   * there is no such action. Resolves when it is durable; the doing follows.
   */
  async answer({ id, verdict, via }: Decision): Promise<Action> {
    const { ledger, clock } = this.#deps;
    const state = verdict === 'approve' ? 'approved' : 'denied';
    const decided = await ledger.decideAction({ id, state, at: clock.now(), via, by: 'owner' });
    if (decided === null) {
      // A timer may be late: no answer in time means no.
      if ((await ledger.readAction({ id })).state === 'pending') await this.#expire(id);
      throw tooLate(await ledger.readAction({ id }));
    }
    this.#expiry.clear(id);
    this.#deps.changed.emit(decided);
    if (state === 'approved') this.#doing.perform(decided);
    return decided;
  }

  /** At the start: what waits goes on waiting, what was approved is done, what was being done is told. */
  async takeUp(): Promise<void> {
    for (const action of await this.#deps.ledger.listActions({ before: null, limit: known })) {
      if (action.outside !== null) this.#outside.add(action);
      this.#own.follow(action);
    }
    for (const action of await this.#deps.ledger.openActions()) {
      if (action.state === 'pending') this.#expiry.arm(action);
      else this.#doing.takeUp(action);
    }
  }

  /** Resolves when nothing is being done. */
  idle(): Promise<void> {
    return this.#doing.idle();
  }

  /**
   * A turn that is run anew, after a crash say, asks for the same things under the same ids: what was done is not done
   * again. Where nothing came of it, it is a new action.
   */
  async #known(
    { tool, context }: UseRequest,
    asks: boolean,
  ): Promise<{ readonly context: ToolContext; readonly used?: Used }> {
    if (isLook(tool) && !asks) return { context };
    const action = await this.#deps.ledger.findAction({ id: context.actionId });
    if (action === null) return { context };
    const used = again(action);
    return used ? { context, used } : { context: { ...context, actionId: newId() } };
  }

  #newAction(use: {
    readonly tool: AnyTool;
    readonly args: unknown;
    readonly context: ToolContext;
    readonly summary: string;
    readonly asks: boolean;
    readonly knewOutside: boolean;
  }): Action {
    const { tool, args, context, summary, asks, knewOutside } = use;
    const { turnId, channel, principal, author, conversationId, messageId, callId } =
      context.request;
    const now = this.#deps.clock.now();
    return {
      ...{ id: context.actionId, tool: tool.name, summary, arguments: toRecord(args) },
      ...{ channel, principal, author, conversationId, callId, turnId, messageId },
      createdAt: now,
      state: asks ? 'pending' : 'running',
      expiresAt: asks ? now + this.#deps.expireAfterMs : null,
      ...{ decidedAt: asks ? null : now, decidedVia: asks ? null : 'policy', decidedBy: null },
      ...{ startedAt: asks ? null : now, endedAt: null, result: null, outside: null },
      ...{ requestId: null, toldId: null, knewOutside },
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
    if (isLook(use.tool)) kept.catch(() => {});
    else {
      await kept;
      if (signal.aborted) this.#doing.giveUp(action);
      signal.throwIfAborted();
    }
    this.#deps.changed.emit(action);
    use.begun(action);
    return untilAborted(this.#doing.now(action, use, kept), signal);
  }

  async #expire(id: string): Promise<void> {
    const { ledger, clock } = this.#deps;
    const at = clock.now();
    const expired = await ledger.decideAction({ id, state: 'expired', at, via: 'time', by: null });
    this.#expiry.clear(id);
    if (expired) this.#deps.changed.emit(expired);
  }
}

function toRecord(args: unknown): Record<string, unknown> {
  return typeof args === 'object' && args !== null ? { ...args } : {};
}

/** What a turn hears of what an earlier run of it asked for; null where nothing came of that. */
function again(action: Action): Used | null {
  const { state, result } = action;
  switch (state) {
    case 'done':
      return {
        type: 'done',
        action,
        outcome: { text: result ?? 'Done.', outside: 'an earlier use of this tool' },
      };
    case 'pending':
    case 'approved':
      return { type: 'asked', action };
    case 'running':
      return { type: 'refused', text: 'It is being done already. Do not call it again.' };
    case 'unknown':
      return {
        type: 'failed',
        action,
        mayBeDone: true,
        text: `${result ?? ''} Do not call it again without asking.`,
      };
    case 'denied':
      return { type: 'refused', text: 'Your owner said no to exactly this. Do not ask again.' };
    case 'expired':
    case 'failed':
      return null;
  }
}

function denied(name: string): string {
  return `${name} is not allowed here. Say so, and offer what you can do instead.`;
}

function tooLate(action: Action): RefusedError {
  return new RefusedError('ACTION_DECIDED', decidedWords(action), 'Ask the agent for it again.');
}
