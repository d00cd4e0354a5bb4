import type { Action } from '../../shared/action.ts';
import { Actions } from '../agent/actions/actions.ts';
import type { AgentDeps } from '../agent/agent.ts';
import type { Model } from '../agent/ports.ts';
import type { AnyTool } from '../agent/tools/tool.ts';
import { Emitter } from '../base/emitter.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { Ground } from './ground.ts';
import { LivePersona } from './live-persona.ts';
import { joinMemory } from './memory.ts';
import type { Memory, MemoryStart } from './memory.ts';
import { joinMeters } from './meters/meters.ts';
import type { Meters } from './meters/meters.ts';
import { joinModels } from './model.ts';
import type { Models } from './model.ts';
import { timeZoneOf } from './time-zone.ts';
import type { ThreadNews } from '../thread/news.ts';

/** The agent as the channels share it: one model, one memory, one set of tools, one list of what was done. */
export type AgentCore = {
  /** The history is the channel's: a call waits for no disk. */
  readonly deps: Omit<AgentDeps, 'history'>;
  readonly actions: Actions;
  /** Which models answer, and what they and calls use. */
  readonly models: Models;
  readonly meters: Meters;
  readonly memory: Memory;
  readonly persona: LivePersona;
  /** Every action that begins, is decided or ends. */
  readonly changed: Emitter<Action>;
  /** What can be done; parts that are joined later add theirs. */
  addTools(tools: () => readonly AnyTool[]): void;
  /** Takes up what an earlier run left, once all tools are there, and follows the thread from now on. */
  start(parts: Pick<MemoryStart, 'news' | 'isBusy'>): void;
};

export function joinAgent(
  ground: Ground & { readonly news: Emitter<ThreadNews> },
  scope: Scope,
): AgentCore {
  const { settings, store, clock } = ground;
  const log = ground.log.child('agent');
  const timeZone = timeZoneOf(settings);
  const memory = joinMemory(ground, scope);
  const sources: (() => readonly AnyTool[])[] = [() => memory.tools];
  const tools = (): readonly AnyTool[] => sources.flatMap((source) => source());
  const changed = new Emitter<Action>();
  const policies = settings['agent.policies'];
  const actions = new Actions(
    {
      ...{ ledger: store, tools, policies, timeZone, changed, clock, log },
      expireAfterMs: settings['agent.approvalExpiresMs'],
    },
    scope.signal,
  );
  scope.defer('actions under way', () => actions.idle());
  const meters = joinMeters(ground, scope);
  const models = joinModels({ ...ground, meters }, scope);
  const { rehearsal } = ground;
  const model = (): Model | null =>
    models.model && rehearsal ? rehearsal.practise(models.model) : models.model;
  const persona = new LivePersona({
    name: settings['agent.name'],
    instructions: settings['agent.instructions'],
    timeZone,
  });
  return {
    deps: {
      ...{ model, notes: memory.notes, memory: memory.warm, persona },
      contextTokens: settings['agent.contextTokens'],
      ...{ tools, policies, actions, clock, log },
    },
    ...{ actions, memory, changed, models, meters, persona },
    addTools: (source) => void sources.push(source),
    start: (parts) => {
      memory.start({ ...parts, model, persona });
      actions.takeUp().catch((error: unknown) => {
        if (!scope.signal.aborted) log.error('actions were not taken up', errorFields(error));
      });
    },
  };
}
