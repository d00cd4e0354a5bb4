import { expect, test } from 'vitest';
import { Recordings } from '../../../main/voice/recordings.ts';
import { maxRecordingBytes } from '../../../shared/talk.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const bytes = (...all: number[]) => new Uint8Array(all);

test('puts pieces together, also when one comes again', () => {
  const recordings = new Recordings(new FakeClock());
  expect(recordings.append({ recordingId: 'a', at: 0, data: bytes(1, 2) })).toBe(2);
  expect(recordings.append({ recordingId: 'a', at: 0, data: bytes(1, 2) })).toBe(2);
  expect(recordings.append({ recordingId: 'a', at: 2, data: bytes(3) })).toBe(3);
  expect(recordings.read('a').wav).toEqual(bytes(1, 2, 3));
});

test('refuses a gap, too much, and what is not here', () => {
  const recordings = new Recordings(new FakeClock());
  const code = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(code(() => recordings.append({ recordingId: 'a', at: 1, data: bytes(1) }))).toBe(
    'TALK_NO_RECORDING',
  );
  const data = new Uint8Array(maxRecordingBytes + 1);
  expect(code(() => recordings.append({ recordingId: 'a', at: 0, data }))).toBe(
    'TALK_NO_RECORDING',
  );
  expect(code(() => recordings.read('a'))).toBe('TALK_NO_RECORDING');
  for (const recordingId of 'bcde') recordings.append({ recordingId, at: 0, data: bytes(1) });
  expect(code(() => recordings.append({ recordingId: 'f', at: 0, data: bytes(1) }))).toBe(
    'TALK_BUSY',
  );
});

test('forgets what was dropped or left behind, and ends what is done with it', () => {
  const clock = new FakeClock();
  const recordings = new Recordings(clock);
  recordings.append({ recordingId: 'a', at: 0, data: bytes(1) });
  recordings.append({ recordingId: 'b', at: 0, data: bytes(1) });
  const [a, b] = [recordings.read('a').signal, recordings.read('b').signal];
  recordings.drop('a');
  recordings.drop('a');
  expect([a.aborted, b.aborted]).toEqual([true, false]);
  clock.advance(10 * 60_000);
  expect([b.aborted, clock.pending]).toEqual([true, 0]);
  recordings.close();
});
