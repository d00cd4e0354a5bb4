import { ContactBook } from '../../../../main/agent/memory/contact-book.ts';
import { NoteBook } from '../../../../main/agent/memory/note-book.ts';
import { WarmMemory } from '../../../../main/agent/memory/warm-memory.ts';
import type { Prompt, TurnRequest } from '../../../../main/agent/ports.ts';
import { createContactTools } from '../../../../main/agent/tools/contacts.ts';
import { createNoteTools } from '../../../../main/agent/tools/notes.ts';
import { createThreadSearchTools } from '../../../../main/agent/tools/thread-search.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { AnyTool } from '../../../../main/agent/tools/tool.ts';
import type { ToolPolicies } from '../../../../shared/policies.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../../fakes/memory-ledger.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';
import { agentScene, contentOf, FakeModel, textOf } from '../agent-scene.ts';

/** What the model calls, and what it then says. */
export type Script = {
  readonly calls: readonly { readonly name: string; readonly args: unknown }[];
  readonly say?: readonly string[];
};

export type MemorySceneOptions = {
  /** Further tools. */
  readonly more?: (store: MemoryLedger) => readonly AnyTool[];
  readonly policies?: ToolPolicies;
};

/** The memory with its tools, on a data file in memory, and an agent with a scripted model around it. */
export async function memoryScene({ more, policies = {} }: MemorySceneOptions = {}) {
  const store = openMemoryLedger();
  const clock = new FakeClock(Date.UTC(2026, 10, 20, 9, 5));
  const notes = new NoteBook(store, clock);
  const contacts = new ContactBook(store, clock);
  const warm = new WarmMemory({ notes, contacts, summaries: store, log: silentLogger });
  notes.changed.on(() => void warm.reload());
  await warm.loaded;
  const tools = [
    ...createNoteTools({ notes }),
    ...createContactTools({ contacts }),
    ...createThreadSearchTools({ thread: store, contacts }),
    ...(more?.(store) ?? []),
  ];
  const model = new FakeModel();
  const agent = agentScene({ model, history: store, memory: warm, tools, policies, ledger: store });
  let made = 0;
  return {
    ...{
      store,
      clock,
      notes,
      contacts,
      warm,
      tools,
      model,
      actions: agent.actions,
      ask: agent.ask,
    },
    /** A line of the thread, a minute after the one before. */
    line: async (text: string, change: Partial<ThreadMessage> = {}): Promise<string> => {
      made += 1;
      const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
      const at = Date.UTC(2026, 10, 12, 9, made);
      const said = { direction: 'in', delivery: 'handled', author: 'owner' } as const;
      await store.appendMessage(sampleReply({ id, at, text, replyTo: null, ...said, ...change }));
      return id;
    },
    /** One turn: the model does as the script says. */
    turn: async (script: Script, request: Partial<TurnRequest> = {}) => {
      const before = model.prompts.length;
      model.script = async function* () {
        if (model.prompts.length > before + 1 || script.calls.length === 0) {
          yield* script.say ?? ['Done.'];
          return;
        }
        for (const [index, call] of script.calls.entries()) {
          yield { type: 'tool-call', id: `call-${index}`, ...call };
        }
      };
      const events = await agent.ask(request);
      const prompts = model.prompts.slice(before);
      return { events, prompts, said: textOf(events), heard: resultsOf(prompts) };
    },
  };
}

/** What came of the calls, as the model read it. */
function resultsOf(prompts: readonly Prompt[]): string {
  const messages = prompts.at(-1)?.messages ?? [];
  return messages
    .filter(({ role }) => role === 'tool')
    .map(contentOf)
    .join('\n');
}
