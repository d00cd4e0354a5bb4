import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelUse } from '../../main/agent/models/model-use.ts';
import type { SilenceLimits } from '../../main/agent/models/silence.ts';
import { createStreamedModel } from '../../main/agent/models/streamed-model.ts';
import type { ModelPart, Prompt } from '../../main/agent/ports.ts';
import { AppError } from '../../shared/errors.ts';
import { json, LocalServer } from '../fakes/local-server.ts';
import type { ModelWire, WirePart } from '../peers/model-wires/wire.ts';

const parameters = {
  ...{ type: 'object', properties: { who: { type: 'string' } } },
  ...{ required: ['who'], additionalProperties: false },
};
const tool = { name: 'mcp.files.find', description: 'Finds somebody.', parameters };
const never = new AbortController().signal;
const wireTool = 'mcp__files__find';

const prompt: Prompt = {
  system: 'Be brief.',
  messages: [
    { role: 'user', content: 'Who is on call?' },
    {
      ...{ role: 'assistant', content: 'I look.' },
      calls: [
        { id: 'call_0', name: tool.name, args: { who: 'all' } },
        { id: 'call_1', name: tool.name, args: '{"who": ' },
      ],
    },
    {
      role: 'tool',
      results: [
        { id: 'call_0', name: tool.name, text: 'Ada' },
        { id: 'call_1', name: tool.name, text: 'That cannot be read.' },
      ],
    },
    { role: 'user', content: 'And tomorrow?' },
  ],
  tools: [tool],
  channel: 'desktop',
};

/** What every provider has to be, whatever it speaks. */
export function modelContract(name: string, wire: ModelWire): void {
  const server = new LocalServer();
  const quick: SilenceLimits = { firstTokenMs: 20_000, stallMs: 20_000, thinkMs: 20_000 };

  async function ask(limits: Partial<SilenceLimits> = {}, signal = never, question = prompt) {
    const uses: ModelUse[] = [];
    const model = createStreamedModel({
      ...{ provider: wire.provider, url: `${server.url}/v1/`, model: 'tiny', proxies: null },
      key: () => Promise.resolve('sk-1'),
      limits: () => ({ ...quick, ...limits }),
      onUse: (use) => uses.push(use),
    });
    const said: ModelPart[] = [];
    let error: unknown = null;
    try {
      for await (const part of model.stream(question, signal)) said.push(part);
    } catch (thrown) {
      error = thrown;
    }
    return { said, error, uses };
  }

  /** Each frame in two halves, so that none arrives whole. */
  function stream(frames: readonly string[], { ends = true } = {}) {
    return (_request: unknown, answer: ServerResponse): void => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const frame of frames) {
        const half = Math.floor(frame.length / 2);
        answer.write(frame.slice(0, half));
        answer.write(frame.slice(half));
      }
      if (ends) answer.end();
    };
  }

  describe(`a model over ${name}`, () => {
    beforeAll(() => server.open());
    afterAll(() => server.close());
    beforeEach(() => void server.requests.splice(0));

    test('is asked once, with prompt, tools, what they told before, model and key', async () => {
      server.answer = stream(wire.frames(['Noth', 'ing.'], 'stop'));

      const { said, error } = await ask();

      expect({ said, error }).toEqual({ said: ['Noth', 'ing.'], error: null });
      expect(server.requests.map(({ path }) => path)).toEqual([`/v1${wire.path}`]);
      const [header, value] = wire.keyHeader;
      expect(server.requests[0]?.headers[header]).toBe(value);
      expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ stream: true });
      expect(wire.read(server.requests[0]?.body ?? '')).toEqual({
        ...{ model: 'tiny', system: 'Be brief.', tools: [wireTool] },
        words: ['Who is on call?', 'And tomorrow?'],
        calls: [
          { id: 'call_0', name: wireTool, args: { who: 'all' } },
          { id: 'call_1', name: wireTool, args: { unreadable: '{"who": ' } },
        ],
        results: [
          { id: 'call_0', text: 'Ada' },
          { id: 'call_1', text: 'That cannot be read.' },
        ],
      });
    });

    test('calls tools in pieces, by our names, after its words', async () => {
      const parts: readonly WirePart[] = [
        'I look.',
        { id: 'call_2', name: wireTool, args: ['{"wh', 'o": "A', 'da"}'] },
        { id: 'call_3', name: wireTool, args: ['{"who": "Bob"}'] },
      ];
      server.answer = stream(wire.frames(parts, 'stop'));

      const { said, error } = await ask();

      expect({ said, error }).toEqual({
        said: [
          'I look.',
          { type: 'tool-call', id: 'call_2', name: tool.name, args: { who: 'Ada' } },
          { type: 'tool-call', id: 'call_3', name: tool.name, args: { who: 'Bob' } },
        ],
        error: null,
      });
    });

    test('passes on a call that cannot be read or that nobody offered, to be refused', async () => {
      const parts: readonly WirePart[] = [
        { id: 'call_2', name: wireTool, args: ['{"who": ', '"Ada'] },
        { id: 'call_3', name: 'launch', args: ['{}'] },
      ];
      server.answer = stream(wire.frames(parts, 'stop'));

      expect(await ask()).toMatchObject({
        said: [
          { type: 'tool-call', id: 'call_2', name: tool.name, args: '{"who": "Ada' },
          { type: 'tool-call', id: 'call_3', name: 'launch', args: {} },
        ],
        error: null,
      });
    });

    test('tells once what was used; of an answer that is given up, an estimate', async () => {
      server.answer = stream(wire.frames(['Nothing.'], 'stop'));
      const told = { channel: 'desktop', inputTokens: 11, outputTokens: 5, isEstimated: false };
      expect((await ask()).uses).toEqual([told]);

      server.answer = stream(wire.frames(['You have'], 'open'));
      const [use, ...more] = (await ask()).uses;
      expect(more).toEqual([]);
      expect(use).toMatchObject({ channel: 'desktop', outputTokens: 2, isEstimated: true });
      expect(use?.inputTokens).toBeGreaterThan(20);
    });

    test('tells nothing of use where the request was refused', async () => {
      server.answer = json(...wire.refusals.key);
      expect((await ask()).uses).toEqual([]);
    });

    test.each([
      ['key', { kind: 'auth', code: 'LLM_KEY_REFUSED' }],
      ['model', { kind: 'settings', code: 'LLM_UNKNOWN_MODEL' }],
      ['quota', { kind: 'remote', code: 'LLM_QUOTA' }],
      ['context', { kind: 'remote', code: 'LLM_CONTEXT_FULL' }],
      ['rate', { kind: 'remote', code: 'LLM_FAILED', status: 429, retryAfterMs: 7000 }],
      ['overload', { kind: 'remote', code: 'LLM_OVERLOADED', retryable: true }],
    ] as const)('is refused for its %s: one sentence and a remedy', async (why, expected) => {
      const [status, body] = wire.refusals[why];
      server.answer = json(status, body, { 'retry-after': '7' });

      const { said, error } = await ask();

      expect(said).toEqual([]);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject(expected);
      const { message, remedy } = error as AppError;
      expect(message).toMatch(/^[A-Z][^.]*\.$/u);
      expect(message).not.toContain('remote words');
      expect(remedy).not.toBe('');
      expect(server.requests).toHaveLength(1);
    });

    test('fails in the midst: what came stays, the words of the server do not', async () => {
      const frames = [...wire.frames(['You have'], 'open'), wire.failure('remote words')];
      server.answer = stream(frames);

      const { said, error } = await ask();

      expect(said).toEqual(['You have']);
      expect(error).toMatchObject({ kind: 'remote', code: 'LLM_FAILED' });
      expect((error as AppError).message).not.toContain('remote words');
    });

    test('fails with its first event', async () => {
      server.answer = stream([wire.failure('remote words')]);
      expect(await ask()).toMatchObject({
        said: [],
        error: { kind: 'remote', code: 'LLM_FAILED' },
      });
    });

    test('is cut off: a stream without its end is no whole answer', async () => {
      server.answer = stream(wire.frames(['You have'], 'open'));
      const cut = { kind: 'protocol', code: 'LLM_CUT_OFF' };
      expect(await ask()).toMatchObject({ said: ['You have'], error: cut });
      server.answer = stream([]);
      expect(await ask()).toMatchObject({ said: [], error: cut });
    });

    test('is cut off by its connection', async () => {
      server.answer = (request, answer) => {
        stream(wire.frames(['You have'], 'open'), { ends: false })(request, answer);
        setTimeout(() => answer.destroy(), 30);
      };
      expect(await ask()).toMatchObject({ said: ['You have'], error: { kind: 'network' } });
    });

    test('says so when the answer reached its limit', async () => {
      server.answer = stream(wire.frames(['You have'], 'length'));
      expect((await ask()).error).toMatchObject({ kind: 'protocol', code: 'LLM_TOO_LONG' });
    });

    test.each([
      ['half an object', 'data: {"type": "response\n\n'],
      ['another shape', 'data: {"type": 7, "choices": 7}\n\n'],
    ])('takes %s in the stream for a breach of the protocol', async (_name, odd) => {
      server.answer = stream([...wire.frames(['You have'], 'open'), odd]);
      expect(await ask()).toMatchObject({
        said: ['You have'],
        error: { kind: 'protocol', code: 'LLM_UNREADABLE' },
      });
    });

    test('names the tools of earlier calls where none may be called any more', async () => {
      server.answer = stream(wire.frames(['Done.'], 'stop'));
      expect(await ask({}, never, { ...prompt, tools: [] })).toMatchObject({ said: ['Done.'] });
      const body = server.requests[0]?.body ?? '';
      expect(wire.read(body).tools).toEqual([wireTool]);
      expect(body).toMatch(/"tool_choice":(?:"none"|\{"type":"none"\})/u);
    });

    test('tells an error for what it is, also where it comes with a status of success', async () => {
      server.answer = json(200, wire.refusals.quota[1]);
      expect(await ask()).toMatchObject({ said: [], error: { code: 'LLM_QUOTA' }, uses: [] });
      expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
    });

    test('is not fooled by a page in the place of an answer', async () => {
      server.answer = (_request, answer) =>
        void answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      expect(await ask()).toMatchObject({ said: [], error: { kind: 'protocol' } });
    });

    test('is given up when nothing but blanks comes, however many', async () => {
      let writing: NodeJS.Timeout | undefined;
      server.answer = (request, answer) => {
        stream(wire.frames([' '], 'open'), { ends: false })(request, answer);
        writing = setInterval(() => answer.write(wire.delta('\n')), 10);
        answer.on('close', () => clearInterval(writing));
      };
      expect(await ask({ firstTokenMs: 150 })).toMatchObject({
        said: [],
        error: { kind: 'network', code: 'LLM_STALLED' },
      });
    });

    test('is given up when it never ends', async () => {
      server.answer = stream([...wire.frames(['And'], 'open'), wire.delta('ha'.repeat(150_000))]);
      expect((await ask()).error).toMatchObject({ code: 'LLM_TOO_LONG' });
    });

    test('is let go of when nobody wants the answer any more', async () => {
      const controller = new AbortController();
      const closed = Promise.withResolvers<void>();
      server.answer = (request, answer) => {
        answer.on('close', () => closed.resolve());
        stream(wire.frames(['You have'], 'open'), { ends: false })(request, answer);
        setTimeout(() => controller.abort(new DOMException('closed', 'AbortError')), 30);
      };

      const { error } = await ask({}, controller.signal);

      expect(error).toMatchObject({ name: 'AbortError' });
      await closed.promise;
    });

    test('lists what is offered, with the key', async () => {
      server.answer = json(200, { data: [{ id: 'a', type: 'model' }, { id: 'b' }] });
      const key = (): Promise<string> => Promise.resolve('sk-1');
      const at = { provider: wire.provider, url: `${server.url}/v1`, proxies: null };
      const model = createStreamedModel({ ...at, model: 'a', key });

      expect(await model.list(never)).toEqual(['a', 'b']);
      const [header, value] = wire.keyHeader;
      expect(server.requests[0]).toMatchObject({ method: 'GET', headers: { [header]: value } });
      expect(server.requests[0]?.path.split('?')[0]).toBe('/v1/models');
    });
  });
}
