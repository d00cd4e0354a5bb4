import type { Agent, ReplyEvent, TurnRequest } from '../../main/agent/ports.ts';

type Script = (request: TurnRequest, signal: AbortSignal) => AsyncIterable<ReplyEvent>;

/** Answers "re: …" at once, unless a test scripts it; `asked` holds every request in order. */
export class FakeAgent implements Agent {
  readonly asked: TurnRequest[] = [];
  script: Script | null = null;

  async *reply(request: TurnRequest, signal: AbortSignal): AsyncIterable<ReplyEvent> {
    this.asked.push(request);
    if (this.script) {
      yield* this.script(request, signal);
      return;
    }
    yield { type: 'model-asked' };
    yield { type: 'text', text: `re: ${request.text}` };
  }

  /** The words it was asked about, in order. */
  get heard(): readonly string[] {
    return this.asked.map(({ text }) => text);
  }
}
