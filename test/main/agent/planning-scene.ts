import type { ModelPart } from '../../../main/agent/ports.ts';
import type { BriefWriter } from '../../../main/agent/planning/brief-writer.ts';
import { createBriefTools } from '../../../main/agent/tools/brief.ts';
import { createReminderTools } from '../../../main/agent/tools/reminders.ts';
import { createTaskTools } from '../../../main/agent/tools/tasks.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { agentScene, textOf } from './agent-scene.ts';
import type { AgentSceneOptions } from './agent-scene.ts';

/** An agent with the real tools for tasks and reminders, on a store of its own. Friday, 20 November 2026, 10:05. */
export function planningScene(options: Omit<AgentSceneOptions, 'tools'> = {}) {
  const book = openMemoryLedger();
  let changes = 0;
  const changed = (): void => void (changes += 1);
  const writer: Pick<BriefWriter, 'list'> = {
    list: ({ day }) => Promise.resolve(`The brief of ${day}.`),
  };
  const tools: readonly AnyTool[] = [
    ...createTaskTools({ book, changed }),
    ...createReminderTools({ book, changed }),
    ...createBriefTools(writer),
  ];
  const scene = agentScene({ model: null, ...options, tools });
  return {
    ...scene,
    book,
    tools,
    changes: () => changes,
    /** What the agent answers to a sentence. */
    say: async (text: string, change: Parameters<typeof scene.ask>[0] = {}) =>
      textOf(await scene.ask({ text, ...change })),
  };
}

/** A call of a tool, as a model writes it. */
export function toolCall(name: string, args: unknown, id = 'call-1'): ModelPart {
  return { type: 'tool-call', id, name, args };
}
