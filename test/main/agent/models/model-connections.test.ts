import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ModelPart } from '../../../../main/agent/ports.ts';
import { ModelConnections } from '../../../../main/agent/models/model-connections.ts';
import { createOpenAiCompatible } from '../../../fakes/openai-compatible-model.ts';
import { json, LocalServer } from '../../../fakes/local-server.ts';

let server = new LocalServer();
beforeEach(async () => {
  server = await new LocalServer().open();
  server.answer = json(200, { ok: true });
});
afterEach(() => server.close());

function post(connections: ModelConnections, signal: AbortSignal | null = null) {
  const init = { method: 'POST', headers: { 'x-key': 'k' }, body: '{}' };
  return connections.fetch(`${server.url}/v1/chat/completions?a=b`, { ...init, signal });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function openIs(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await server.openConnections()).toBe(count), {
    timeout: 40_000,
    interval: 5,
  });
}

describe('connections to a model server', () => {
  test('are opened ahead without a request, and used by the next question', async () => {
    const connections = new ModelConnections(`${server.url}/v1`);
    await connections.warm();
    await connections.warm();
    expect({ opened: server.connections, asked: server.requests }).toEqual({
      opened: 1,
      asked: [],
    });

    const answer = await post(connections);

    expect(await answer.json()).toEqual({ ok: true });
    expect(server.connections).toBe(1);
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/v1/chat/completions?a=b', headers: { 'x-key': 'k' }, body: '{}' },
    ]);
    await connections.close();
  });

  test('bear that whoever reads an answer stops in the midst of what has come', async () => {
    const connections = new ModelConnections(server.url);
    server.answer = (_request, answer) => {
      for (let count = 0; count < 30; count += 1) answer.write('x'.repeat(1000));
      answer.end();
    };
    const faults: unknown[] = [];
    const note = (error: unknown): void => void faults.push(error);
    process.on('uncaughtException', note);
    for (let times = 0; times < 10; times += 1) {
      const { body } = await post(connections);
      // More has come than was read: it waits in the body.
      for (let turns = 0; turns < 20; turns += 1) await nextTurn();
      for await (const chunk of body ?? []) if (chunk.length > 0) break;
    }
    await nextTurn();
    process.off('uncaughtException', note);
    expect(faults).toEqual([]);
    await connections.close();
  });

  test('are there again when an answer was given up', async () => {
    const connections = new ModelConnections(server.url);
    const controller = new AbortController();
    server.answer = (_request, answer) => void answer.writeHead(200).write('a');
    const cut = await post(connections, controller.signal);
    controller.abort();
    connections.replace();
    await expect(cut.text()).rejects.toThrow('aborted');
    await expect.poll(() => server.connections).toBe(2);
    await openIs(1);

    server.answer = json(200, {});
    await (await post(connections)).text();

    expect(server.connections).toBe(2);
    await connections.close();
  });

  test('are opened anew for as long as they are to be warm, and not longer', async () => {
    const connections = new ModelConnections(server.url, { spareMs: 2_000, warmMs: 3_500 });
    await connections.warm();
    await expect.poll(() => server.connections).toBe(2);
    await openIs(0);
    expect(server.connections).toBe(2);
    await connections.close();
  });

  test('are bounded, however many answers are given up', async () => {
    const connections = new ModelConnections(server.url);
    for (let count = 0; count < 20; count += 1) connections.replace();
    await openIs(4);
    expect(server.connections).toBe(4);
    await connections.close();
  });

  test('leave nothing behind when they are closed, and can be closed twice', async () => {
    const connections = new ModelConnections(server.url);
    await connections.warm();
    await (await post(connections)).text();
    connections.replace();
    await connections.close();
    await connections.close();
    await openIs(0);
    await expect(post(connections)).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
  });

  test('are made anew after a sleep, while an answer that is under way goes on', async () => {
    const connections = new ModelConnections(server.url);
    const rest = Promise.withResolvers<void>();
    server.answer = (_request, answer) => {
      answer.writeHead(200).write('a');
      void rest.promise.then(() => answer.end('b'));
    };
    const answer = await post(connections);
    await connections.warm();
    connections.renew();
    await openIs(1);
    rest.resolve();
    expect(await answer.text()).toBe('ab');
    await openIs(0);
    server.answer = json(200, {});
    await (await post(connections)).text();
    expect(server.connections).toBe(3);
    await connections.close();
  });

  test('ask again when kept ones were closed before anything was answered, twice at the most', async () => {
    const connections = new ModelConnections(server.url);
    server.answer = (_request, answer) => answer.destroy();
    await expect(post(connections)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(server.requests).toHaveLength(3);
    await connections.close();
  });

  test('are all made anew when a second one was stale as well', async () => {
    const connections = new ModelConnections(server.url);
    let asked = 0;
    server.answer = (request, answer) => {
      asked += 1;
      if (asked <= 2) answer.destroy();
      else json(200, { ok: true })(request, answer);
    };
    expect(await (await post(connections)).json()).toEqual({ ok: true });
    await connections.close();
  });

  test('end an answer that never ends, also where it is one line', async () => {
    const limits = { spareMs: 1000, warmMs: 1000, answerBytes: 10_000 };
    const connections = new ModelConnections(server.url, limits);
    server.answer = (_request, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.write(`data: ${'x'.repeat(20_000)}`);
    };
    const answer = await post(connections);
    await expect(answer.text()).rejects.toMatchObject({ code: 'LLM_UNREADABLE' });
    await connections.close();
  });

  test('carry no key to another server', async () => {
    const connections = new ModelConnections(server.url);
    await expect(connections.fetch('http://127.0.0.1:9/v1')).rejects.toThrow('another server');
    await connections.close();
  });

  test('pass a status without a body on', async () => {
    const connections = new ModelConnections(server.url);
    server.answer = (_request, answer) => void answer.writeHead(204, { 'x-told': 'yes' }).end();
    const answer = await post(connections);
    expect([answer.status, answer.headers.get('x-told'), await answer.text()]).toEqual([
      ...[204, 'yes', ''],
    ]);
    await connections.close();
  });
});

const prompt = { system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] } as const;

test('a warm model needs no new connection and no list for its first question', async () => {
  const end = new AbortController();
  const model = createOpenAiCompatible({
    ...{ url: server.url, model: null, lifetime: end.signal },
    key: () => Promise.resolve(null),
  });
  const never = new AbortController().signal;
  const chunk = { choices: [{ index: 0, delta: { content: 'Yes.' }, finish_reason: 'stop' }] };
  server.answer = (request, answer) => {
    if (request.path === '/models') return json(200, { data: [{ id: 'a' }] })(request, answer);
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  };
  await model.warm?.(never);
  const opened = server.connections;
  const said: ModelPart[] = [];
  for await (const part of model.stream(prompt, never)) said.push(part);
  expect(said).toEqual(['Yes.']);
  expect(server.connections).toBe(opened);
  expect(server.requests.map(({ path }) => path)).toEqual(['/models', '/chat/completions']);
  end.abort();
});
