import { Actions } from '../../../main/agent/actions/actions.ts';
import { createAgent } from '../../../main/agent/agent.ts';
import type {
  ChatMessage,
  History,
  Model,
  ModelPart,
  Prompt,
  ReplyEvent,
  TurnRequest,
} from '../../../main/agent/ports.ts';
import type { PromptMemory } from '../../../main/agent/memory/prompt-memory.ts';
import { NoteBook } from '../../../main/agent/memory/note-book.ts';
import { createNoteTools } from '../../../main/agent/tools/notes.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeNotes } from '../../fakes/fake-notes.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../fakes/memory-ledger.ts';
import type { Action } from '../../../shared/action.ts';
import type { ToolPolicies } from '../../../shared/policies.ts';

export function sampleRequest(change: Partial<TurnRequest> = {}): TurnRequest {
  return {
    turnId: 'turn-1',
    channel: 'carbonvoice',
    principal: 'owner',
    author: 'user-1',
    conversationId: 'conversation-1',
    messageId: 'message-1',
    text: 'What is on today?',
    ...change,
  };
}

/** A model that says what it is told to, and keeps every prompt it was asked. */
export class FakeModel implements Model {
  readonly prompts: Prompt[] = [];
  script: (prompt: Prompt, signal: AbortSignal) => AsyncIterable<ModelPart> = async function* () {
    yield 'Nothing.';
  };

  async *stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ModelPart> {
    this.prompts.push(prompt);
    yield* this.script(prompt, signal);
  }
}

/** The words of one message of a prompt; of tools what came of them. */
export function contentOf(message: ChatMessage | undefined): string {
  if (!message) return '';
  return message.role === 'tool'
    ? message.results.map(({ text }) => text).join('\n')
    : message.content;
}

export type AgentSceneOptions = {
  readonly model?: FakeModel | null;
  readonly history?: History;
  /** Those for notes unless told otherwise. */
  readonly tools?: readonly AnyTool[];
  readonly policies?: ToolPolicies;
  readonly contextTokens?: number;
  /** The notes of the scene unless told otherwise. */
  readonly memory?: PromptMemory;
  readonly ledger?: MemoryLedger;
};

/** An agent around a scripted model; `null` stands for none. */
export function agentScene(options: AgentSceneOptions = {}) {
  const notes = new FakeNotes();
  const model = options.model === undefined ? new FakeModel() : options.model;
  const { policies = {}, contextTokens = 16_000 } = options;
  const clock = new FakeClock(Date.UTC(2026, 10, 20, 9, 5));
  const all = options.tools ?? createNoteTools({ notes: new NoteBook(notes, clock) });
  const tools = () => all;
  const timeZone = 'Europe/Berlin';
  const ledger = options.ledger ?? openMemoryLedger();
  const changed = new Emitter<Action>();
  const log = silentLogger;
  const actions = new Actions(
    { ledger, tools, policies, timeZone, expireAfterMs: 3_600_000, changed, clock, log },
    new AbortController().signal,
  );
  const agent = createAgent({
    model: () => model,
    history: options.history ?? { recentMessages: () => Promise.resolve([]) },
    ...{ notes, memory: options.memory ?? notes, contextTokens },
    persona: { name: 'Ada', instructions: 'Be kind.', timeZone },
    ...{ tools, policies, actions, clock, log },
  });
  const ask = async (
    change: Partial<TurnRequest> = {},
    signal = new AbortController().signal,
  ): Promise<readonly ReplyEvent[]> => {
    const events: ReplyEvent[] = [];
    for await (const event of agent.reply(sampleRequest(change), signal)) events.push(event);
    return events;
  };
  return { agent, actions, ledger, changed, clock, notes, ask };
}

/** The words of a reply. */
export function textOf(events: readonly ReplyEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}
