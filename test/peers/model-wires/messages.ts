import { anthropic } from '../../../main/agent/models/anthropic.ts';
import { event, textOf, toItems } from './wire.ts';
import type { Item, Json, ModelWire, Refusal, WireEnd, WirePart } from './wire.ts';

/** Anthropic's Messages API: a block for each text and each call. */
export const messages: ModelWire = {
  provider: anthropic,
  path: '/messages',
  keyHeader: ['x-api-key', 'sk-1'],
  frames: (parts, end) => [
    event({ type: 'message_start', message: startedMessage }),
    event({ type: 'ping' }),
    ...toItems(parts).flatMap((item, index) => block(item, index, end)),
    ...(end === 'open' ? [] : messageEnd(parts, end)),
  ],
  delta: (text) => blockDelta(0, { type: 'text_delta', text }),
  failure: (message) => event({ type: 'error', error: { type: 'api_error', message } }),
  refusals: {
    key: refusal(401, 'authentication_error'),
    model: refusal(404, 'not_found_error'),
    quota: refusal(400, 'invalid_request_error', 'Your credit balance is too low, remote words'),
    context: refusal(400, 'invalid_request_error', 'prompt is too long: 2 > 1, remote words'),
    rate: refusal(429, 'rate_limit_error'),
    overload: refusal(529, 'overloaded_error'),
  },
  read: (body) => {
    const { model, system, messages: told, tools = [] } = JSON.parse(body) as MessagesBody;
    const blocks = told.flatMap(({ role, content }) =>
      typeof content === 'string'
        ? [{ role, type: 'text', text: content }]
        : content.map((one) => ({ role, ...one })),
    );
    const of = (type: string) => blocks.filter((one) => one.type === type);
    return {
      model,
      system: textOf(system),
      words: of('text')
        .filter(({ role }) => role === 'user')
        .map(({ text = '' }) => text),
      tools: tools.map(({ name }) => name),
      calls: of('tool_use').map(({ id = '', name = '', input }) => ({ id, name, args: input })),
      results: of('tool_result').map(({ tool_use_id: id = '', content }) => ({
        ...{ id, text: textOf(content) },
      })),
    };
  },
};

type Block = {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: unknown;
};
type MessagesBody = {
  readonly model: string;
  readonly system: unknown;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly Block[];
  }[];
  readonly tools?: readonly { readonly name: string }[];
};

const startedMessage = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', content: [], model: 'm' },
  ...{ stop_reason: null, stop_sequence: null, usage: { input_tokens: 11, output_tokens: 1 } },
};

function refusal(status: number, type: string, message = 'remote words'): Refusal {
  return [status, { type: 'error', error: { type, message } }];
}

function blockDelta(index: number, delta: Json): string {
  return event({ type: 'content_block_delta', index, delta });
}

function block(item: Item, index: number, end: WireEnd): readonly string[] {
  const start = (content_block: Json): string =>
    event({ type: 'content_block_start', index, content_block });
  const stop = end === 'open' ? [] : [event({ type: 'content_block_stop', index })];
  if (!('name' in item)) {
    const deltas = item.map((text) => blockDelta(index, { type: 'text_delta', text }));
    return [start({ type: 'text', text: '' }), ...deltas, ...stop];
  }
  const { id, name, args } = item;
  return [
    start({ type: 'tool_use', id, name, input: {} }),
    ...args.map((partial_json) => blockDelta(index, { type: 'input_json_delta', partial_json })),
    ...stop,
  ];
}

function messageEnd(parts: readonly WirePart[], end: 'stop' | 'length'): readonly string[] {
  const hasCalls = parts.some((part) => typeof part !== 'string');
  const wellEnded = hasCalls ? 'tool_use' : 'end_turn';
  const delta = { stop_reason: end === 'stop' ? wellEnded : 'max_tokens', stop_sequence: null };
  return [
    event({ type: 'message_delta', delta, usage: { output_tokens: 5 } }),
    event({ type: 'message_stop' }),
  ];
}
