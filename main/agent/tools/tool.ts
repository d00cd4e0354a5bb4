import type { z } from 'zod';
import type { Principal } from '../../../shared/thread.ts';
import type { Citation } from '../memory/citations.ts';
import type { TurnRequest } from '../ports.ts';

/**
 * What using a tool does. `reads`: looks at what is kept here. `fetches`: asks a service for something, which tells the
 * service that it was asked. `keeps`: changes what is kept here, and can be undone. `leaves`: reaches people, changes
 * something elsewhere, or costs money. `answers`: is a part of the answer to whoever is speaking. `ends`: ends or passes on
 * the conversation that is going on.
 */
export type ToolEffect = 'reads' | 'fetches' | 'keeps' | 'leaves' | 'answers' | 'ends';

/** It changes nothing: what looks is repeated freely, and waits for no disk. */
export function isLook({ effect }: { readonly effect: ToolEffect }): boolean {
  return effect === 'reads' || effect === 'fetches';
}

/** Where and for whom a tool is used. */
export type ToolContext = {
  /** Of the action: the same when it is taken up again, so that it serves as an idempotency key. */
  readonly actionId: string;
  readonly request: Pick<
    TurnRequest,
    'turnId' | 'channel' | 'principal' | 'author' | 'conversationId' | 'messageId' | 'text'
  > & {
    /** On the phone only. */
    readonly callId: string | null;
  };
  /** IANA name. */
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
  /** When it was asked for (epoch ms), where that was not just now: a wish for “in 20 minutes” counts from there. */
  readonly askedAt?: number;
};

/** What came of it. */
export type ToolOutcome = {
  /** For the model to read: plain, short, with the ids that it needs for the next step. */
  readonly text: string;
  /** Whose words these are, where they came from outside: they are handed on as data. */
  readonly outside?: string;
  /** It tells why it was not done: the tool itself said so. */
  readonly failed?: boolean;
  /** Messages of the thread that stand in the text with a mark, which the answer may repeat to cite them. */
  readonly citations?: readonly Citation[];
};

/** What the model knows when it wants to use a tool. */
export type KnownWords = {
  /** Whether there are words of others among it, which may have led to this. */
  readonly hasReadOutside: boolean;
  /**
   * Whether servers describe tools of theirs in it. The owner has read that and said yes, so that it sends what the
   * settings allow; but it is not remembered as the owner's words.
   */
  readonly hasForeignTools?: boolean;
  /** What the owner said in the turn and before it, as far as the turn knows. */
  readonly ownWords: string;
};

/**
 * Something that the agent can do. Whether it may is not decided here, but in `access.ts`; nothing of this is called
 * before that. `check` and `run` throw AppError with a sentence that the model can act on.
 */
export type Tool<A = unknown> = {
  /** As policies and approvals know it. */
  readonly name: string;
  /** For the model: what it does, when to use it, in which form the arguments come. */
  readonly description: string;
  /** Strict: what is not in it is refused. */
  readonly schema: z.ZodType<A>;
  /** The JSON schema to tell the model, where it is not that of `schema`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly effect: ToolEffect;
  /** The least principal who may ever have it; the owner may have every one. */
  readonly from: Principal;
  /** On a call only. */
  readonly onCallOnly?: boolean;
  /** Said on a call while it works, where it takes long: "One moment, I am looking at the calendar." */
  readonly meanwhile?: string;
  /** Longest time, in milliseconds, that a turn waits for it (30 s). */
  readonly limitMs?: number;
  /** Whether this use is more than the settings allow by themselves, so that the owner is asked although they do. */
  mustAsk?(args: A, context: ToolContext, known: KnownWords): boolean;
  /** Of a tool that remembers: the words that are to be kept. They have to be the owner's own, or the owner is asked. */
  remembers?(args: A): string;
  /** Exactly what will happen, in plain words: what the owner says yes to. No model writes it. */
  summarize(args: A, context: ToolContext): string | Promise<string>;
  /** Refuses what cannot be done, before anybody is asked and anything is paid. */
  check?(args: A, context: ToolContext): Promise<void> | void;
  /** Safe to repeat under the same `actionId`: what was done already is not done again, and its outcome is told. */
  readonly repeatable?: boolean;
  run(args: A, context: ToolContext, signal: AbortSignal): Promise<ToolOutcome>;
};

/** Any of them, whatever its arguments: they were checked against its own schema. */
export type AnyTool = Tool;

/** Keeps the arguments of one tool together while it is defined; the list of all forgets them. */
export function defineTool<A>(tool: Tool<A>): AnyTool {
  return tool;
}
