import type { ModelMessage, ToolSet } from 'ai';
import type { ChatMessage, Prompt, ToolCall, ToolSpec } from '../ports.ts';

/** The conversation as the SDK takes it. */
export function toSdkMessages(messages: readonly ChatMessage[]): ModelMessage[] {
  return messages.map((message): ModelMessage => {
    if (message.role === 'tool') {
      return {
        role: 'tool',
        content: message.results.map(({ id, name, text }) => ({
          ...{ type: 'tool-result' as const, toolCallId: wireId(id), toolName: wireName(name) },
          output: { type: 'text', value: text },
        })),
      };
    }
    if (!('calls' in message)) return { role: message.role, content: message.content };
    const words = message.content === '' ? [] : [{ type: 'text' as const, text: message.content }];
    return { role: 'assistant', content: [...words, ...message.calls.map(toSdkCall)] };
  });
}

function toSdkCall({ id, name, args }: ToolCall) {
  // Anthropic: takes objects only. What the model wrote and nobody could read is told as such.
  const input = typeof args === 'object' && args !== null ? args : { unreadable: args };
  return { type: 'tool-call' as const, toolCallId: wireId(id), toolName: wireName(name), input };
}

/** The tools as the SDK takes them: without a way to run, because running them is ours. */
export function toSdkTools(
  tools: readonly ToolSpec[],
  jsonSchema: (typeof import('ai'))['jsonSchema'],
): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      wireName(name),
      { description, inputSchema: jsonSchema(parameters) },
    ]),
  );
}

/**
 * The tools that a request has to name. Anthropic: refuses one with earlier calls in it that names none; so where nothing
 * may be called any more, those that were called are named, and may not be used.
 */
export function toolsFor({ tools = [], messages }: Prompt): {
  readonly specs: readonly ToolSpec[];
  readonly mayCall: boolean;
} {
  if (tools.length > 0) return { specs: tools, mayCall: true };
  const called = messages.flatMap((message) => ('calls' in message ? message.calls : []));
  const names = new Set(called.map(({ name }) => name));
  const description = 'Not to be used any more.';
  const parameters = { type: 'object', properties: {} };
  return { specs: [...names].map((name) => ({ name, description, parameters })), mayCall: false };
}

/** OpenAI, Anthropic: a tool's name is letters, digits, `_` and `-`, at most 64; `mcp.<server>.<tool>` has dots. */
export function wireName(name: string): string {
  return name.replaceAll('.', '__').slice(0, 64);
}

/** A call may have been made by one model and be told to the next. Anthropic: letters, digits, `_` and `-` only. */
function wireId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/gu, '_').slice(0, 64);
}
