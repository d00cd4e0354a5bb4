import { AppError, isAbort } from '../../shared/errors.ts';
import type { ToolPolicies } from '../../shared/policies.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { backlogText, single, splitBacklog } from './backlog.ts';
import { answerBuiltin, isNoteCommand } from './builtin.ts';
import type { Actions } from './actions/actions.ts';
import type { Agent, History, Model, Notes, ReplyEvent, TurnRequest } from './ports.ts';
import { knowsOutside, ownWordsOf, visibleHistory, visibleNotes, visibleTools } from './access.ts';
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
  readonly persona: Persona;
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
  const { persona, clock, policies, actions } = deps;
  const history = await visibleHistory(deps.history, request);
  const notes = await visibleNotes(deps.notes, request);
  const prompt = buildPrompt({ request, persona, history, notes, now: clock.now() });
  const tools = visibleTools(deps.tools(), request, policies);
  const { timeZone } = persona;
  const known = {
    knowsOutside: knowsOutside(request, history),
    ownWords: ownWordsOf(request, history),
  };
  const use = new ToolUse({ request, tools, actions, ...known, timeZone, clock });
  yield { type: 'model-asked' };
  yield* answer(deps, { model, prompt, request, use }, signal);
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
    for await (const event of runFittingTurn(turn, signal)) {
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
