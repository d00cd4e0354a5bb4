import { createAgent } from '../../../main/agent/agent.ts';
import type { History, Model, Prompt, ReplyEvent, TurnRequest } from '../../../main/agent/ports.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeNotes } from '../../fakes/fake-notes.ts';

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
  script: (prompt: Prompt, signal: AbortSignal) => AsyncIterable<string> = async function* () {
    yield 'Nothing.';
  };

  async *stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<string> {
    this.prompts.push(prompt);
    yield* this.script(prompt, signal);
  }
}

/** An agent around a scripted model; `null` stands for none. */
export function agentScene(options: { model?: FakeModel | null; history?: History } = {}) {
  const notes = new FakeNotes();
  const model = options.model === undefined ? new FakeModel() : options.model;
  const agent = createAgent({
    model: () => model,
    history: options.history ?? { recentMessages: () => Promise.resolve([]) },
    notes,
    persona: { name: 'Ada', instructions: 'Be kind.', timeZone: 'Europe/Berlin' },
    clock: new FakeClock(Date.UTC(2026, 10, 20, 9, 5)),
    log: silentLogger,
  });
  const ask = async (
    change: Partial<TurnRequest> = {},
    signal = new AbortController().signal,
  ): Promise<readonly ReplyEvent[]> => {
    const events: ReplyEvent[] = [];
    for await (const event of agent.reply(sampleRequest(change), signal)) events.push(event);
    return events;
  };
  return { agent, notes, ask };
}

/** The words of a reply. */
export function textOf(events: readonly ReplyEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}
