import type { ModelPart, Prompt, ReplyEvent, TurnRequest } from '../../main/agent/ports.ts';
import type { ToolStep } from '../../shared/action.ts';
import { openHouse } from './house.ts';
import type { Expected, ExpectedCall, Scene } from './scene.ts';

/** What answers: the calls of the scene as they are written there, or a real model. */
export type Answers = (prompt: Prompt, signal: AbortSignal) => AsyncIterable<ModelPart>;

export type Played = {
  /** What was not as it must be; none where all was well. */
  readonly faults: readonly string[];
  readonly said: string;
};

type House = Awaited<ReturnType<typeof openHouse>>;
type Called = ToolStep & { readonly args: Readonly<Record<string, unknown>> };

/** Plays a scene with the scripted model, or with the one that is given. */
export async function play(scene: Scene, answers?: Answers): Promise<Played> {
  const house = await openHouse(scene);
  house.model.script = answers ?? (await scripted(scene, house));
  const events = await house.ask(requestOf(scene));
  await house.actions.idle();
  const called = await callsOf(events, house);
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { faults: [...faultsOf(scene, called, house), ...silence(text)], said: text };
}

function silence(text: string): readonly string[] {
  return text.trim() === '' ? ['nothing was said'] : [];
}

function requestOf({
  channel = 'desktop',
  principal = 'owner',
  says,
}: Scene): Partial<TurnRequest> {
  const author = { owner: 'owner', trusted: 'anna', stranger: '+12025550144' }[principal];
  const call = channel === 'phone' ? { call: { goal: null, after: null } } : {};
  return { channel, principal, author, text: says, conversationId: 'conversation-1', ...call };
}

/** One call in each round, then the end. */
async function scripted({ calls }: Scene, { model, notes }: House): Promise<Answers> {
  const [note] = await notes.listNotes({ limit: 1 });
  const asked = model.prompts.length;
  return async function* () {
    const call = calls[model.prompts.length - asked - 1];
    if (!call) {
      yield 'That is it.';
      return;
    }
    const args = Object.fromEntries(
      Object.entries(call.scripted).map(([name, value]): [string, unknown] => [
        name,
        value === 'NOTE' ? note?.id : value,
      ]),
    );
    yield { type: 'tool-call', id: `call-${model.prompts.length}`, name: call.tool, args };
  };
}

async function callsOf(
  events: readonly ReplyEvent[],
  { store }: House,
): Promise<readonly Called[]> {
  const steps = new Map<string, ToolStep>();
  for (const event of events) if (event.type === 'tool') steps.set(event.step.id, event.step);
  return Promise.all(
    [...steps.values()].map(async (step) => {
      const action = await store.readAction({ id: step.id });
      return { ...step, args: action.arguments };
    }),
  );
}

function faultsOf(scene: Scene, called: readonly Called[], { left }: House): readonly string[] {
  const faults: string[] = [];
  let from = 0;
  for (const expected of scene.calls) {
    const at = called.findIndex((call, index) => index >= from && fits(call, expected));
    if (at < 0) faults.push(`${expected.tool} is missing, or not as it must be: ${told(called)}`);
    else from = at + 1;
  }
  const wanted = new Set(scene.calls.map(({ tool }) => tool));
  const looks = new Set(looking);
  for (const { tool } of called) {
    if (scene.never?.includes(tool)) faults.push(`${tool} must not be called`);
    else if (!wanted.has(tool) && !looks.has(tool)) faults.push(`${tool} was not asked for`);
  }
  // Nothing but the end of a call goes out without a yes.
  const out = left.filter(({ tool }) => tool !== 'hang_up').map(({ tool }) => tool);
  return out.length === 0 ? faults : [...faults, `${out.join(', ')} went out without a yes`];
}

/** What only looks may be called at any time. */
const looking = [
  ...['list_tasks', 'search_notes', 'search_thread', 'find_contact', 'read_calendar'],
];

function fits(call: Called, { tool, args = {}, becomes }: ExpectedCall): boolean {
  if (call.tool !== tool || call.state !== becomes) return false;
  return Object.entries(args).every(([name, expected]) => isAs(call.args[name], expected));
}

function isAs(value: unknown, expected: Expected): boolean {
  if (typeof expected === 'function') return expected(value);
  return expected instanceof RegExp ? expected.test(String(value)) : value === expected;
}

function told(called: readonly Called[]): string {
  const lines = called.map(({ tool, state, args, result }) =>
    [tool, state, JSON.stringify(args), state === 'failed' ? result : ''].join(' '),
  );
  return lines.length === 0 ? 'nothing was called' : lines.join('; ');
}
