import { AppError, isAbort } from '../../shared/errors.ts';
import type { ToolPolicies } from '../../shared/policies.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { backlogText, single, splitBacklog } from './backlog.ts';
import { answerBuiltin, isNoteCommand } from './builtin.ts';
import type { Actions } from './actions/actions.ts';
import type { Agent, History, Model, Notes, Prompt, ReplyEvent, TurnRequest } from './ports.ts';
import { knowsOutside, ownWordsOf, visibleHistory, visibleMemory, visibleTools } from './access.ts';
import { holdsOthers } from './memory/remembered.ts';
import { withCitations } from './memory/citations.ts';
import type { PromptMemory } from './memory/prompt-memory.ts';
import { estimateTokens } from './memory/tokens.ts';
import { buildPrompt } from './prompt.ts';
import type { Persona } from './prompt.ts';
import type { AnyTool } from './tools/tool.ts';
import { ToolUse } from './tool-use.ts';
import { runFittingTurn } from './fitting-turn.ts';
import type { AskedTurn } from './turn-loop.ts';

export type AgentDeps = {
  /** The model to ask now; null when none is set up. */
  readonly model: () => Model | null;
  readonly history: History;
  readonly notes: Notes;
  readonly memory: PromptMemory;
  readonly persona: Persona;
  /** What a prompt may take. */
  readonly contextTokens: number;
  /** Everything that can be done; who may do what is decided for each turn anew. */
  readonly tools: () => readonly AnyTool[];
  readonly policies: ToolPolicies;
  readonly actions: Pick<Actions, 'use'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Always answers: with the model, else with the built-in responder, which says why. */
export function createAgent(deps: AgentDeps): Agent {
  return { reply: (request, signal) => reply(deps, request, signal) };
}

async function* reply(
  deps: AgentDeps,
  request: TurnRequest,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  if (request.backlog) {
    yield* replyToBacklog(deps, request, signal);
    return;
  }
  const model = deps.model();
  if (model === null || isNoteCommand(request)) {
    yield { type: 'text', text: await answerBuiltin(request, deps, null) };
    return;
  }
  const { prompt, use } = await prepare(deps, request);
  yield { type: 'model-asked' };
  yield* answer(deps, { model, prompt, request, use }, signal);
}

/** All that the model is asked with: what whoever speaks may see, and may use. */
async function prepare(
  deps: AgentDeps,
  request: TurnRequest,
): Promise<{ readonly prompt: Prompt; readonly use: ToolUse }> {
  const { persona, contextTokens, clock, policies, actions } = deps;
  // A caller waits for nothing: before the memory is read, nothing of it is known.
  if (!request.call) await deps.memory.loaded;
  const history = await visibleHistory(deps.history, request);
  const memory = visibleMemory(deps.memory, request);
  const tools = visibleTools(deps.tools(), request, policies);
  const { timeZone } = persona;
  const known = {
    knowsOutside: knowsOutside(request, history, tools) || holdsOthers(memory),
    ownWords: ownWordsOf(request, history),
  };
  const use = new ToolUse({ request, tools, actions, ...known, timeZone, clock });
  const toolTokens = estimateTokens(JSON.stringify(use.specs));
  const prompt = buildPrompt({
    ...{ request, persona, history, memory, toolTokens, contextTokens, now: clock.now() },
  });
  return { prompt, use };
}

/** Notes are kept one by one; everything else is asked once. */
async function* replyToBacklog(
  deps: AgentDeps,
  request: TurnRequest,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  const { commands, rest } = splitBacklog(request);
  const hasModel = deps.model() !== null;
  const alone = hasModel ? [] : rest.map((message) => single(request, message));
  const answers = new Set<string>();
  for (const one of [...commands, ...alone]) answers.add(await answerBuiltin(one, deps, null));
  const text = [...answers].join('\n\n');
  if (text !== '') yield { type: 'text', text };
  if (!hasModel || rest.length === 0) return;
  if (text !== '') yield { type: 'text', text: '\n\n' };
  const { backlog: _all, ...asked } = request;
  const question = { ...asked, text: backlogText(rest, deps.persona.timeZone) };
  yield* reply(deps, question, signal);
}

async function* answer(
  deps: AgentDeps,
  turn: AskedTurn,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  let hasWords = false;
  try {
    const events = runFittingTurn(turn, signal);
    const { channel } = turn.request;
    for await (const event of withCitations(events, turn.use.citations, channel)) {
      hasWords ||= event.type === 'text';
      yield event;
    }
  } catch (error) {
    if (signal.aborted || isAbort(error)) throw error;
    deps.log.warn('the model failed', errorFields(error));
    const reason = error instanceof AppError ? error.message : 'It failed in an unexpected way.';
    // What was said and done stands; only an answer that has not begun can be given by somebody else.
    const text =
      hasWords || turn.use.steps.length > 0
        ? `${hasWords ? '\n\n' : ''}${turn.use.account()}(My language model stopped here: ${reason})`
        : await answerBuiltin(turn.request, deps, reason);
    yield { type: 'text', text };
  }
}
