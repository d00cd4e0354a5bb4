import { openAiCompatible } from '../../../main/agent/models/openai-compatible.ts';
import { data, openAiRefusals, textOf } from './wire.ts';
import type { Json, ModelWire, WirePart } from './wire.ts';

function chunk(delta: Json, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return data({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices });
}

/** Chat completions, as OpenAI and all that imitate it stream them. */
export const chatCompletions: ModelWire = {
  provider: openAiCompatible,
  path: '/chat/completions',
  keyHeader: ['authorization', 'Bearer sk-1'],
  frames: (parts, end) => [
    chunk({ role: 'assistant', content: '' }),
    ...parts.flatMap((part, index) => {
      if (typeof part === 'string') return [chunk({ content: part })];
      const { id, name, args } = part;
      const call = (rest: Json): string => chunk({ tool_calls: [{ index, ...rest }] });
      return [
        call({ id, type: 'function', function: { name, arguments: '' } }),
        ...args.map((piece) => call({ function: { arguments: piece } })),
      ];
    }),
    ...(end === 'open' ? [] : chatEnd(parts, end)),
  ],
  delta: (text) => chunk({ content: text }),
  failure: (message) => data({ error: { message, type: 'server_error', code: null } }),
  refusals: openAiRefusals,
  read: (body) => {
    const { model, messages, tools = [] } = JSON.parse(body) as ChatBody;
    return {
      model,
      system: textOf(messages.find(({ role }) => role === 'system')?.content),
      words: messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content)),
      tools: tools.map((tool) => tool.function.name),
      calls: messages
        .flatMap(({ tool_calls = [] }) => tool_calls)
        .map((call) => ({
          ...{ id: call.id, name: call.function.name },
          args: JSON.parse(call.function.arguments) as unknown,
        })),
      results: messages
        .filter(({ role }) => role === 'tool')
        .map(({ tool_call_id: id = '', content }) => ({ id, text: textOf(content) })),
    };
  },
};

type ChatBody = {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly {
      readonly id: string;
      readonly function: { readonly name: string; readonly arguments: string };
    }[];
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
};

function chatEnd(parts: readonly WirePart[], end: 'stop' | 'length'): readonly string[] {
  const hasCalls = parts.some((part) => typeof part !== 'string');
  const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };
  const last = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
  return [
    chunk({}, end === 'stop' && hasCalls ? 'tool_calls' : end),
    data({ ...last, choices: [], usage }),
    'data: [DONE]\n\n',
  ];
}
