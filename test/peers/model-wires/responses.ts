import { openAi } from '../../../main/agent/models/openai.ts';
import { event, openAiRefusals, textOf, toItems } from './wire.ts';
import type { Item, Json, ModelWire, WireEnd } from './wire.ts';

/** OpenAI's Responses API: an item for each text and each call, opened, filled and closed. */
export const responses: ModelWire = {
  provider: openAi,
  path: '/responses',
  keyHeader: ['authorization', 'Bearer sk-1'],
  frames: (parts, end) => [
    event({ type: 'response.created', sequence_number: 0, response: response('in_progress') }),
    event({ type: 'response.in_progress', sequence_number: 1, response: response('in_progress') }),
    ...toItems(parts).flatMap((item, index) => responseItem(item, index, end)),
    ...(end === 'stop'
      ? [event({ type: 'response.completed', response: response('completed') })]
      : []),
    ...(end === 'length'
      ? [event({ type: 'response.incomplete', response: response('incomplete') })]
      : []),
  ],
  delta: (text) => outputDelta(text, 0),
  failure: (message) =>
    event({ type: 'error', code: 'server_error', message, param: null, sequence_number: 9 }),
  refusals: openAiRefusals,
  read: (body) => {
    const { model, input, tools = [] } = JSON.parse(body) as ResponsesBody;
    const of = (type: string) => input.filter((item) => item.type === type);
    return {
      model,
      system: textOf(input.find(({ role }) => role === 'system' || role === 'developer')?.content),
      words: input.filter(({ role }) => role === 'user').map(({ content }) => textOf(content)),
      tools: tools.map(({ name }) => name),
      calls: of('function_call').map(({ call_id: id = '', name = '', arguments: args = '' }) => ({
        ...{ id, name, args: JSON.parse(args) as unknown },
      })),
      results: of('function_call_output').map(({ call_id: id = '', output }) => ({
        ...{ id, text: textOf(output) },
      })),
    };
  },
};

type ResponsesBody = {
  readonly model: string;
  readonly input: readonly {
    readonly type?: string;
    readonly role?: string;
    readonly content?: unknown;
    readonly call_id?: string;
    readonly name?: string;
    readonly arguments?: string;
    readonly output?: unknown;
  }[];
  readonly tools?: readonly { readonly name: string }[];
};

function response(status: string): Json {
  const usage = {
    ...{ input_tokens: 11, output_tokens: 5, total_tokens: 16 },
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
  return {
    ...{ id: 'resp_1', object: 'response', created_at: 1, status, model: 'm', output: [] },
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    usage: status === 'in_progress' ? null : usage,
  };
}

function outputDelta(delta: string, output_index: number): string {
  const type = 'response.output_text.delta';
  return event({ type, item_id: 'msg_1', output_index, content_index: 0, delta });
}

function responseItem(item: Item, output_index: number, end: WireEnd): readonly string[] {
  const added = (value: Json): string =>
    event({ type: 'response.output_item.added', output_index, item: value });
  const done = (value: Json): readonly string[] =>
    end === 'open' ? [] : [event({ type: 'response.output_item.done', output_index, item: value })];
  if (!('name' in item)) {
    const message = { id: 'msg_1', type: 'message', role: 'assistant' };
    const part = { type: 'output_text', text: item.join(''), annotations: [] };
    return [
      added({ ...message, status: 'in_progress', content: [] }),
      ...item.map((piece) => outputDelta(piece, output_index)),
      ...done({ ...message, status: 'completed', content: [part] }),
    ];
  }
  const call = { id: `fc_${item.id}`, type: 'function_call', call_id: item.id, name: item.name };
  const of = { item_id: call.id, output_index };
  const whole = item.args.join('');
  return [
    added({ ...call, status: 'in_progress', arguments: '' }),
    ...item.args.map((delta) =>
      event({ type: 'response.function_call_arguments.delta', ...of, delta }),
    ),
    event({ type: 'response.function_call_arguments.done', ...of, arguments: whole }),
    ...done({ ...call, status: 'completed', arguments: whole }),
  ];
}
