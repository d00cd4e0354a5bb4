import { initializeLogger, llm, stt, tts, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';

// A voice agent made of the peer's own parts, as it sets them by itself: its session decides when a turn is over and when
// words are an interruption, its chunker cuts sentences. Ears, model and voice are the double's.
const [url = '', customerId = ''] = process.argv.slice(2);
const sampleRate = 16_000;
/** About how long a word takes to be said. */
const wordMs = 300;
const silence = { pretty: false, level: 'silent' };
initializeLogger(silence);

/** Transcripts come by the event socket, so no sound is listened to. */
class Ears extends stt.STT {
  label = 'double';
  constructor() {
    super({ streaming: true, interimResults: false });
  }
  stream() {
    throw new Error('the node of the agent takes its place');
  }
}

class Model extends llm.LLM {
  label() {
    return 'double';
  }
  chat() {
    throw new Error('the node of the agent takes its place');
  }
}

class Said extends tts.ChunkedStream {
  label = 'double';
  async run() {
    await post(`/v1.0/speakings/${speaking}/say`, { text: this.inputText });
    const samples = this.inputText.split(' ').length * wordMs * (sampleRate / 1000);
    const frame = new AudioFrame(new Int16Array(samples), sampleRate, 1, samples);
    this.queue.put({ requestId: 'r', segmentId: 's', frame, final: true });
    this.queue.close();
  }
}

class Mouth extends tts.TTS {
  label = 'double';
  constructor() {
    super(sampleRate, 1, { streaming: false });
  }
  synthesize(text) {
    return new Said(text, this);
  }
  stream() {
    throw new Error('it does not stream');
  }
}

/** Plays nothing, and takes as long for it as the words would. */
class Line extends voice.AudioOutput {
  #startedAt = 0;
  #ms = 0;
  #end = null;
  async captureFrame(frame) {
    await super.captureFrame(frame);
    if (this.#startedAt === 0) {
      this.#startedAt = Date.now();
      this.onPlaybackStarted(this.#startedAt);
    }
    this.#ms += (frame.samplesPerChannel / frame.sampleRate) * 1000;
  }
  flush() {
    super.flush();
    const left = Math.max(0, this.#startedAt + this.#ms - Date.now());
    this.#end = setTimeout(() => this.#over(false), left);
  }
  clearBuffer() {
    if (this.#startedAt === 0) return;
    clearTimeout(this.#end);
    void post(`/v1.0/speakings/${speaking}/flush`, null);
    this.#over(true);
  }
  #over(interrupted) {
    const playbackPosition = Math.min(this.#ms, Date.now() - this.#startedAt) / 1000;
    this.#startedAt = 0;
    this.#ms = 0;
    this.onPlaybackFinished({ playbackPosition, interrupted });
  }
}

let speaking = '';
let heard;
class Talker extends voice.Agent {
  async sttNode() {
    return new ReadableStream({ start: (controller) => void (heard = controller) });
  }
  async llmNode(context) {
    const content = context.items.findLast(({ role }) => role === 'user')?.textContent ?? '';
    const messages = [{ role: 'user', content }];
    const reply = await post('/model/chat/completions', {
      model: 'double',
      stream: true,
      messages,
    });
    return reply.body.pipeThrough(new TextDecoderStream()).pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          for (const [, piece] of chunk.matchAll(/"content":"([^"]*)"/gu))
            controller.enqueue(piece);
        },
      }),
    );
  }
}

const session = new voice.AgentSession({
  ...{ stt: new Ears(), llm: new Model(), tts: new Mouth() },
  turnHandling: { turnDetection: 'stt' },
});
session.output.audio = new Line();
await session.start({ agent: new Talker({ instructions: 'You are on the phone.' }) });

const socket = new WebSocket(`${url.replace('http', 'ws')}/v1.0/ws`);
socket.onopen = () =>
  socket.send(JSON.stringify({ type: 'subscribe', topics: [`customer_id:${customerId}`] }));
const told = new Set();
let isSpeech = false;
socket.onmessage = async ({ data }) => {
  const frame = JSON.parse(typeof data === 'string' ? data : await data.text());
  if (frame.transcribe_id === undefined || told.has(frame.id)) return;
  told.add(frame.id);
  speaking = frame.transcribe_id.replace('transcribe', 'speaking');
  if (frame.message === undefined) {
    isSpeech = !isSpeech;
    if (isSpeech) heard.enqueue({ type: stt.SpeechEventType.START_OF_SPEECH });
    return;
  }
  const words = { text: frame.message, language: 'en', confidence: 1, startTime: 0, endTime: 0 };
  heard.enqueue({ type: stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives: [words] });
  heard.enqueue({ type: stt.SpeechEventType.END_OF_SPEECH });
};

function post(path, body) {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== null && { body: JSON.stringify(body) }),
  });
}
