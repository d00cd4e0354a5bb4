import { Agent, request } from 'undici';
import { WebSocket } from 'ws';

// The loop of VoIPBIN's tutorial on voice agents, as its example has it: on a transcript of the caller flush, ask the
// model, wait until all of the answer is there, and say it in one piece. No end of a turn, no sentences, no start of speech.
const url = process.argv[2] ?? '';
const dispatcher = new Agent({ connections: 8 });

type Frame = { readonly transcribe_id?: string; readonly message?: string };

const socket = new WebSocket(`${url.replace('http', 'ws')}/v1.0/ws`);
socket.on('open', () => {
  const topics = [`customer_id:${process.argv[3] ?? ''}`];
  socket.send(JSON.stringify({ type: 'subscribe', topics }));
});
const told = new Set<string>();
socket.on('message', (data: Buffer) => {
  const frame = JSON.parse(data.toString('utf8')) as Frame & { readonly id: string };
  // Each event comes twice; the guide says to take it once.
  if (frame.message === undefined || frame.transcribe_id === undefined || told.has(frame.id))
    return;
  told.add(frame.id);
  void answer(frame.message, frame.transcribe_id.replace('transcribe', 'speaking'));
});

async function answer(content: string, speaking: string): Promise<void> {
  await post(`/v1.0/speakings/${speaking}/flush`, null);
  const messages = [{ role: 'user', content }];
  const reply = await post('/model/chat/completions', { model: 'double', stream: true, messages });
  const pieces = [...reply.matchAll(/"content":"([^"]*)"/gu)].map(([, piece]) => piece);
  await post(`/v1.0/speakings/${speaking}/say`, { text: pieces.join('') });
}

async function post(path: string, body: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const sent = body === null ? null : JSON.stringify(body);
  const got = await request(url + path, { dispatcher, method: 'POST', headers, body: sent });
  return got.body.text();
}
