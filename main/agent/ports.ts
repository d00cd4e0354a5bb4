import type { Action, ToolStep } from '../../shared/action.ts';
import type { EndedCall } from '../../shared/call-account.ts';
import type { BriefPoint, Channel, Principal, ThreadMessage } from '../../shared/thread.ts';
import type { Gate } from '../base/gate.ts';
import type { NoteLedger } from './memory/ports.ts';

/** What the agent keeps for its owner, for whoever only adds and lists. */
export type Notes = Pick<NoteLedger, 'addNote' | 'listNotes'>;

/** The part of the thread that a principal's turn may see. */
export interface History {
  /**
   * Newest messages of one conversation, or of the whole thread for null; oldest first. With an author: of that
   * conversation and of all others in which they alone speak with us.
   */
  recentMessages(query: {
    readonly conversationId: string | null;
    readonly author?: string;
    readonly limit: number;
  }): Promise<readonly ThreadMessage[]>;
}

/** What one turn is asked: who speaks, on which way, which words. */
export type TurnRequest = {
  /** The same when the answer is begun anew. */
  readonly turnId: string;
  readonly channel: Channel;
  readonly principal: Principal;
  readonly author: string;
  readonly conversationId: string | null;
  /** The message that asks; null on a call, where its words are not in the thread yet. */
  readonly messageId: string | null;
  readonly text: string;
  /** Several messages that waited long and get one answer, oldest first; `text` is the last of them. */
  readonly backlog?: readonly BacklogMessage[];
  /** On the phone only. */
  readonly call?: CallContext;
};

/** One message of a backlog. `at` is epoch ms, when it was said. */
export type BacklogMessage = {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly principal: Principal;
  readonly text: string;
};

export type CallContext = {
  /** What an outgoing call is for; null for none. */
  readonly goal: string | null;
  /** What of the answer was heard already; it is to go on from there. Null for a new answer. */
  readonly after: string | null;
  /** Open when the caller's turn is surely over; missing: it is. Until then nothing is done that they might not mean. */
  readonly sure?: Pick<Gate, 'passed'>;
};

/** A tool as a model is told of it; `parameters` is a JSON schema of an object. */
export type ToolSpec = {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** What the model wants done. `args` are as it wrote them: nobody has checked them. */
export type ToolCall = { readonly id: string; readonly name: string; readonly args: unknown };

/** What came of a call, as the model reads it. */
export type ToolResult = { readonly id: string; readonly name: string; readonly text: string };

export type WordsMessage = { readonly role: 'user' | 'assistant'; readonly content: string };

export type ChatMessage =
  | WordsMessage
  /** What it called after these words; the results follow. */
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] };

export type Prompt = {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  /** None where it may use none. */
  readonly tools?: readonly ToolSpec[];
  /** Where the answer is waited for: it decides how long a model may be silent, and is counted there. */
  readonly channel?: Channel;
};

/** A prompt of nothing but words. */
export type WordsPrompt = Prompt & { readonly messages: readonly WordsMessage[] };

/** A piece of text as it is written, or a tool that the model calls; of one answer the text comes first. */
export type ModelPart = string | ({ readonly type: 'tool-call' } & ToolCall);

/** A language model: a prompt in, a stream out. Throws AppError; retries are the caller's. */
export interface Model {
  stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ModelPart>;
  /** Has everything ready for a question that is likely to come, without asking one. Throws AppError or a failure. */
  warm?(signal: AbortSignal): Promise<void>;
  /** The machine slept: connections that were kept are not to be trusted. */
  renew?(): void;
}

/** What a provider offers. */
export interface ModelCatalog {
  /** Names in the provider's own order. Throws AppError; RemoteError where it has no such list. */
  list(signal: AbortSignal): Promise<readonly string[]>;
}

/** News of a turn under way; `model-asked` comes when the request leaves, before the first text. */
export type ReplyEvent =
  | { readonly type: 'model-asked' }
  | { readonly type: 'text'; readonly text: string }
  /** A tool is at work, or was; told again under the same id when that changes. */
  | { readonly type: 'tool'; readonly step: ToolStep }
  /** The owner is asked first. */
  | { readonly type: 'approval'; readonly action: Action }
  /** Something takes long; `words` tell whoever waits what it is, null where there is nothing to tell. */
  | { readonly type: 'working'; readonly words: string | null };

/** One turn in, a stream out. Ends by itself with an answer; throws on abort, and StoreError. */
export interface Agent {
  reply(request: TurnRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
}

/** Finds the points of a call in its lines. */
export interface CallBriefWriter {
  /** Null when there is none who could, or when no use can be made of the answer. Throws on abort only. */
  write(
    call: EndedCall,
    lines: readonly ThreadMessage[],
    signal: AbortSignal,
  ): Promise<readonly BriefPoint[] | null>;
}
