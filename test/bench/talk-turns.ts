import { setTimeout as delay } from 'node:timers/promises';
import type { CallsService } from './calls-service.ts';

/** What a caller notices, in ms. */
export type Heard = {
  /** From the last words until something is said. */
  readonly first: number[];
  /** From the end of the first sentence until it is said. */
  readonly sentence: number[];
  /** From speaking over it until it is quiet. */
  readonly quiet: number[];
};

const turns = 12;
/** The first ones open connections. */
const warmUp = 2;
/** From the agent’s first words until the caller speaks over them, and how long the caller then speaks. */
const [listenMs, speakMs] = [500, 900];

/** One call on which the caller asks, listens, and speaks over the answer with the next question. */
export async function takeTurns(service: CallsService, number: string): Promise<Heard> {
  const { marks } = service;
  const heard: Heard = { first: [], sentence: [], quiet: [] };
  service.startSpeech(number);
  await delay(speakMs);
  let { label, at: endedAt } = service.endTurn(number);
  for (let turn = 0; turn < warmUp + turns; turn += 1) {
    const saidAt = await marks.seen(`say ${label}`);
    const sentenceAt = await marks.seen(`sentence ${label}`);
    await delay(listenMs);
    const startedAt = service.startSpeech(number);
    await delay(speakMs);
    const next = service.endTurn(number);
    // Whoever never flushes is not quiet before the next answer.
    const nextSaidAt = await marks.seen(`say ${next.label}`);
    const quietAt = service.flushes.find((at) => at > startedAt) ?? nextSaidAt;
    if (turn >= warmUp) {
      heard.first.push(saidAt - endedAt);
      heard.sentence.push(saidAt - sentenceAt);
      heard.quiet.push(quietAt - startedAt);
    }
    ({ label, at: endedAt } = next);
  }
  return heard;
}
