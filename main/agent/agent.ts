import { AppError, ProtocolError, StoreError } from '../../shared/errors.ts';
import type { ToolPolicies } from '../../shared/policies.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { backlogText, single } from './backlog.ts';
import type { Actions } from './actions/actions.ts';
import type { Agent, History, Model, Notes, ReplyEvent, TurnRequest } from './ports.ts';
import { knowsOutside, ownWordsOf, visibleHistory, visibleMemory, visibleTools } from './access.ts';
import type { LineJudge } from './access.ts';
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
  readonly actions: Pick<Actions, 'use'> & LineJudge;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Always answers: with the model, else with the built-in responder, which says why. */
export function createAgent(deps: AgentDeps): Agent {
  return { reply: (request, signal) => reply(deps, request, signal) };
}

/** What is asked, and what of it is answered one by one when no model answers. */
type Question = { readonly request: TurnRequest; readonly singly: readonly TurnRequest[] };

async function* reply(
  deps: AgentDeps,
  request: TurnRequest,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  const question = toQuestion(deps, request);
  const model = deps.model();
  if (model === null) {
    yield { type: 'text', text: yield* answerSingly(deps, { ...question, reason: null }, signal) };
    return;
  }
  let prepared: Prepared;
  try {
    prepared = await prepare(deps, question, request);
  } catch (error) {
    // What the data file cannot give now is waited for.
    if (signal.aborted || error instanceof StoreError) throw error;
    const reason = reasonOf(deps, error);
    yield { type: 'text', text: yield* answerSingly(deps, { ...question, reason }, signal) };
    return;
  }
  yield { type: 'model-asked' };
  yield* answer(deps, { ...question, model, ...prepared }, signal);
}

type Prepared = Pick<AskedTurn, 'prompt' | 'use'>;

/** All that the model is asked with: what whoever speaks may see, and may use. `whole` has the backlog in its parts. */
async function prepare(
  deps: AgentDeps,
  { request }: Pick<Question, 'request'>,
  whole: TurnRequest,
): Promise<Prepared> {
  const { persona, contextTokens, clock, policies, actions } = deps;
  // A caller waits for nothing: before the memory is read, nothing of it is known.
  if (!request.call) await deps.memory.loaded;
  const history = await visibleHistory(deps.history, request);
  const memory = visibleMemory(deps.memory, request);
  const tools = visibleTools(deps.tools(), request, policies);
  const { timeZone } = persona;
  const known = {
    knowsOutside: knowsOutside(whole, history, actions) || holdsOthers(memory),
    ownWords: ownWordsOf(whole, history),
  };
  const use = new ToolUse({ request, tools, actions, ...known, timeZone, clock });
  const toolTokens = estimateTokens(JSON.stringify(use.specs));
  const prompt = buildPrompt({
    ...{ request, persona, history, memory, toolTokens, contextTokens, now: clock.now() },
  });
  return { prompt, use };
}

/** Messages that waited are one question to a model. */
function toQuestion({ persona }: AgentDeps, request: TurnRequest): Question {
  const { backlog, ...asked } = request;
  if (backlog === undefined) return { request, singly: [request] };
  return {
    request: { ...asked, text: backlogText(backlog, persona.timeZone) },
    singly: backlog.map((message) => single(request, message)),
  };
}

/** One by one; what is the same is said once. */
async function* answerSingly(
  deps: AgentDeps,
  { singly, reason }: Pick<Question, 'singly'> & { readonly reason: string | null },
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent, string> {
  const answers = new Set<string>();
  for (const request of singly) {
    answers.add(yield* answerAlone(deps, { request, reason }, signal));
  }
  return [...answers].join('\n\n');
}

/** Without a model; what others said before says nothing to it. */
async function* answerAlone(
  deps: AgentDeps,
  { request, reason }: { readonly request: TurnRequest; readonly reason: string | null },
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent, string> {
  const { policies, actions, clock, notes, persona } = deps;
  const { timeZone } = persona;
  const tools = visibleTools(deps.tools(), request, policies);
  const known = {
    knowsOutside: knowsOutside(request, [], actions),
    ownWords: ownWordsOf(request, []),
  };
  const use = new ToolUse({ request, tools, actions, ...known, timeZone, clock });
  const here = { now: clock.now(), timeZone };
  // Its English is loaded when it is wanted: a start with a model does not pay for it.
  const { answerBuiltin } = await import('./builtin.ts');
  return yield* answerBuiltin({ request, use, notes, here, reason }, signal);
}

async function* answer(
  deps: AgentDeps,
  turn: AskedTurn & Question,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  let hasWords = false;
  try {
    const events = runFittingTurn(turn, signal);
    const { channel } = turn.request;
    for await (const event of withCitations(events, turn.use.citations, channel)) {
      hasWords ||= event.type === 'text' && event.text.trim() !== '';
      yield event;
    }
    // It said nothing but what it invented to cite.
    if (!hasWords) throw new ProtocolError('LLM_EMPTY', 'The model sent an empty answer.');
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = reasonOf(deps, error);
    // What was said and done stands; only an answer that has not begun can be given by somebody else.
    const text =
      hasWords || turn.use.steps.length > 0
        ? `${hasWords ? '\n\n' : ''}${turn.use.account()}(My language model stopped here: ${reason})`
        : yield* answerSingly(deps, { ...turn, reason }, signal);
    yield { type: 'text', text };
  }
}

function reasonOf({ log }: Pick<AgentDeps, 'log'>, error: unknown): string {
  log.warn('the model failed', errorFields(error));
  return error instanceof AppError ? error.message : 'It failed in an unexpected way.';
}
