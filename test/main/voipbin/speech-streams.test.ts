import { describe, expect, test } from 'vitest';
import { SpeechStreams } from '../../../main/voipbin/speech-streams.ts';
import type { WireSpeech, WireTranscript } from '../../../main/voipbin/speech-wire.ts';

function speech(eventAt: number | null, streamId = 's'): WireSpeech {
  const transcriptionId = 't';
  return { transcriptionId, streamId, direction: 'in', text: '', eventAt, key: `${eventAt}` };
}

function transcript(at: number | null): WireTranscript {
  const line = { id: 'l', direction: 'in', text: 'x' } as const;
  return { ...line, transcriptionId: 't', at };
}

describe('a bare start or end', () => {
  test('is told by the order within its stream', () => {
    const streams = new SpeechStreams();
    expect([1, 2, 3, 4].map((at) => streams.resolve(speech(at)))).toEqual([
      'started',
      'ended',
      'started',
      'ended',
    ]);
  });

  test('belongs to its own stream', () => {
    const streams = new SpeechStreams();
    streams.resolve(speech(1, 'theirs'));
    expect(streams.resolve(speech(2, 'ours'))).toBe('started');
    expect(streams.resolve(speech(3, 'theirs'))).toBe('ended');
  });

  test('is a start when an interim overtook it', () => {
    const streams = new SpeechStreams();
    streams.note('interim', speech(5));
    expect(streams.resolve(speech(5))).toBe('started');
    expect(streams.resolve(speech(9))).toBe('ended');
  });

  test('is an end when the start was lost but an interim came', () => {
    const streams = new SpeechStreams();
    streams.note('interim', speech(5));
    expect(streams.resolve(speech(9))).toBe('ended');
  });

  test('is a start again after a lost end, once the transcript has come', () => {
    const streams = new SpeechStreams();
    streams.resolve(speech(1));
    streams.closedBy(transcript(4));
    expect(streams.resolve(speech(7))).toBe('started');
    expect(streams.resolve(speech(8))).toBe('ended');
  });

  test('is not turned around by the transcript of the utterance before', () => {
    const streams = new SpeechStreams();
    expect([1, 3, 3.5].map((at) => streams.resolve(speech(at)))).toEqual([
      'started',
      'ended',
      'started',
    ]);
    streams.closedBy(transcript(4));
    expect(streams.resolve(speech(6))).toBe('ended');
  });

  test('is an end when the transcript overtook it', () => {
    const streams = new SpeechStreams();
    streams.resolve(speech(1));
    streams.closedBy(transcript(4));
    expect(streams.resolve(speech(3))).toBe('ended');
    expect(streams.resolve(speech(7))).toBe('started');
  });

  test('works without any times', () => {
    const streams = new SpeechStreams();
    expect(streams.resolve(speech(null))).toBe('started');
    streams.note('interim', speech(null));
    expect(streams.resolve(speech(null))).toBe('ended');
    streams.closedBy(transcript(null));
    expect(streams.resolve(speech(null))).toBe('started');
  });
});

test('keeps a bounded number of streams', () => {
  const streams = new SpeechStreams();
  for (let count = 0; count < 1000; count += 1) streams.resolve(speech(count, `s${count}`));
  expect(streams.size).toBe(256);
});

test('tells the ends of 60 calls from their starts, in both directions at once', () => {
  const streams = new SpeechStreams();
  const ids = Array.from({ length: 60 }, (_, call) => [`${call}-in`, `${call}-out`]).flat();
  const resolveAll = (at: number) =>
    new Set(ids.map((id, index) => streams.resolve(speech(at + index, id))));
  for (let round = 0; round < 5; round += 1) {
    expect(resolveAll(round * 1000)).toEqual(new Set(['started']));
    expect(resolveAll(round * 1000 + 500)).toEqual(new Set(['ended']));
  }
});
