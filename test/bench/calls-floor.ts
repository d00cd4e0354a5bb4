import { Agent, request } from 'undici';
import { WebSocket } from 'ws';

// The floor: on the same frames the same requests, and nothing else. No checks, no state but what tells a start of
// speech from its end. In a process of its own, like the app.
const url = process.argv[2] ?? '';
const dispatcher = new Agent({ connections: 64, pipelining: 1 });
const told = new Set<string>();
const speaking = new Set<string>();

type Frame = {
  readonly id: string;
  readonly transcribe_id?: string;
  readonly streaming_id?: string;
  readonly message?: string;
};

const socket = new WebSocket(`${url.replace('http', 'ws')}/v1.0/ws`);
socket.on('open', () => {
  const topics = [`customer_id:${process.argv[3] ?? ''}`];
  socket.send(JSON.stringify({ type: 'subscribe', topics }));
});
socket.on('message', (data: Buffer) => {
  const frame = JSON.parse(data.toString('utf8')) as Frame;
  const { id, transcribe_id: transcription, streaming_id: stream, message } = frame;
  if (transcription === undefined || told.has(id)) return;
  told.add(id);
  const voice = `/v1.0/speakings/${transcription.replace('transcribe', 'speaking')}`;
  if (stream === undefined) return void answer(message ?? '', voice);
  if (speaking.delete(stream)) return;
  speaking.add(stream);
  void post(`${voice}/flush`, null);
});

async function answer(content: string, voice: string): Promise<void> {
  const messages = [{ role: 'user', content }];
  const reply = await post('/model/chat/completions', { model: 'double', stream: true, messages });
  let text = '';
  let isSaid = false;
  for await (const chunk of reply.body) {
    const lines = String(chunk)
      .split('\n')
      .filter((line) => line.startsWith('data: {'));
    for (const line of lines) text += /"content":"([^"]*)"/u.exec(line)?.[1] ?? '';
    if (isSaid || !text.includes('. ')) continue;
    isSaid = true;
    void post(`${voice}/say`, { text });
  }
}

async function post(path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const sent = body === null ? null : JSON.stringify(body);
  const got = await request(url + path, { dispatcher, method: 'POST', headers, body: sent });
  if (!path.endsWith('completions')) await got.body.dump();
  return got;
}
