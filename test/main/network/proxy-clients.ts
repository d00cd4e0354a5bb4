import { ModelConnections } from '../../../main/agent/models/model-connections.ts';
import { httpRequest } from '../../../main/base/http.ts';
import { systemClock } from '../../../main/base/clock.ts';
import type { Proxies } from '../../../main/base/proxy.ts';
import { CalendarHttp } from '../../../main/calendar/calendar-http.ts';
import { socketLines } from '../../../main/carbonvoice/socket-line.ts';
import { openHttpTransport } from '../../../main/mcp/http-transport.ts';
import { openMcpConnection } from '../../../main/mcp/mcp-connection.ts';
import { PageReader } from '../../../main/pages/page-reader.ts';
import { provePublicAddress } from '../../../main/tunnel/public-proof.ts';
import { Speaker } from '../../../main/voice/speaker.ts';
import { Transcriber } from '../../../main/voice/transcriber.ts';
import { holdSocket } from '../../../main/voipbin/event-socket.ts';
import { MediaStream } from '../../../main/voipbin/media-stream.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { toWav } from '../../../renderer/talk/wav.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { never } from './proxy-scene.ts';

/** Asks a service at an origin for something; what it makes of the answer may be a failure. */
type Client = (origin: string, proxies: Proxies) => Promise<unknown>;

/** Everything that connects to the outside, once. Those of `fetch` go by what the process is turned to. */
export const clients: Readonly<Record<string, Client>> = {
  fetch: (url) => httpRequest({ ...{ method: 'GET', url, headers: {} }, ...brief }),
  calendars: (origin) => {
    const http = new CalendarHttp({
      ...{ name: 'work', userAgent: 'Adjutant/test', credentials: () => Promise.resolve(null) },
    });
    return http.ask({ method: 'PROPFIND', url: `${origin}/calendar` }, never);
  },
  'MCP servers': async (origin) => {
    const transport = openHttpTransport(`${origin}/mcp`, {});
    const listener = { toolsChanged: () => {}, ended: () => {} };
    const parts = { name: 'peer', version: '1', transport, listener };
    const connection = await openMcpConnection(parts, never);
    const tools = await connection.listTools(never);
    await connection.close();
    return tools;
  },
  'speech into text': (url) =>
    new Transcriber({
      ...{ url, model: null, language: null, clock: systemClock },
      ...{ key: () => Promise.resolve(null), onUse: () => {} },
    }).transcribe(toWav(new Float32Array(16_000).fill(0.5), 16_000), never),
  'reading aloud': (url) =>
    new Speaker({
      ...{ url, model: null, voice: null, clock: systemClock },
      ...{ key: () => Promise.resolve(null), onUse: () => {} },
    }).speak('Hello.', never),
  'the phone service': async (url, proxies) => {
    const transport = new Transport({ caFile: null, proxies });
    await transport.exchange({ ...{ method: 'GET', url, headers: {} }, ...brief });
    await transport.close();
  },
  'a model': async (origin, proxies) => {
    const connections = new ModelConnections(`${origin}/v1`, undefined, proxies);
    await connections.fetch(`${origin}/v1/models`);
    await connections.close();
  },
  'events of the phone service': (origin, proxies) => {
    const url = new URL(origin.replace('https', 'wss'));
    const address = { url: url.href, headers: {}, ca: null, agent: proxies.agentFor(url) };
    const events = { onOpen: () => {}, onFrame: () => {} };
    return holdSocket(address, { clock: systemClock, events, greeting: '' }, never);
  },
  'the sound of a call': (origin, proxies) => {
    const url = new URL(origin.replace('https', 'wss'));
    const agent = proxies.agentFor(url);
    return new MediaStream({ url: url.href, headers: {}, ca: null, agent }).ended;
  },
  'the live connection of Carbon Voice': async (url, proxies) => {
    const ended = Promise.withResolvers<unknown>();
    const openLine = socketLines({ url, userAgent: 'Adjutant/test', proxies });
    const close = await openLine('cv_pat_right', (event) => ended.resolve(event));
    return ended.promise.finally(close);
  },
  'the public address': (url, proxies) => {
    const door = { expect: () => ({ path: '/p', wasSeen: false, close: () => {} }) };
    return provePublicAddress(door, { url, timeoutMs: 15_000, proxies }, never);
  },
};

/** Pages look names up by themselves: to a proxy they give the address, and so they stand apart. */
export function readPage(url: string, proxies: Proxies): Promise<unknown> {
  const pages = new PageReader({
    door: {
      resolve: () => Promise.resolve(['127.0.0.1']),
      ...{ mayConnect: () => true, ports: { has: () => true } },
    },
    script: new URL('../../../main/pages/page-worker.ts', import.meta.url),
    ...{ userAgent: 'Adjutant/test', clock: systemClock, proxies },
  });
  return pages.read(url, never);
}

const brief = { timeoutMs: 15_000, signal: never };

/** What a service says to each of them. */
export const service: LocalAnswer = ({ method, path, body }, answer) => {
  if (path.startsWith('/mcp')) return answerMcp({ method, body }, answer);
  const type = path.startsWith('/audio/speech') ? 'audio/mpeg' : 'application/json';
  answer.writeHead(200, { 'content-type': type }).end('{"ok":true,"text":"hello"}');
};

function answerMcp(
  { method, body }: { readonly method: string; readonly body: string },
  answer: Parameters<LocalAnswer>[1],
): void {
  if (method !== 'POST') return void answer.writeHead(405).end();
  const { id, method: asked } = JSON.parse(body) as { id?: number; method: string };
  if (id === undefined) return void answer.writeHead(202).end();
  const serverInfo = { name: 'x', version: '1' };
  const result =
    asked === 'initialize'
      ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo }
      : { tools: [] };
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
}
