import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RemoteError } from '../../shared/errors.ts';
import type { CallRecord, Telephony, TelephonyEvent } from '../../main/call/ports.ts';

/** The other side of the phone, as a test drives it. */
export type TelephonyUnderTest = {
  readonly phone: Telephony;
  /** The called person answers; the service tells it. */
  answer(callId: string): void;
  /** Somebody calls; returns the id of the call, which rings. */
  ring(from: string, to: string): string;
  /** The other side ends the call. */
  hangUp(callId: string): void;
  /** The other side has said something on that transcription. */
  speak(transcriptionId: string, text: string): void;
  readonly close?: () => Promise<void> | void;
};

const target = { type: 'tel', target: '+15550002000', name: '' } as const;
const voice = { language: 'en-US', provider: 'elevenlabs', voiceId: null } as const;

/** What every phone service must do, real or fake. */
export function telephonyContract(name: string, open: () => Promise<TelephonyUnderTest>): void {
  describe(`${name} as a telephony`, () => {
    let opened: TelephonyUnderTest;
    let events: TelephonyEvent[];
    const { signal } = new AbortController();
    beforeEach(async () => {
      opened = await open();
      events = [];
      opened.phone.onEvent((event) => events.push(event));
      await opened.phone.ready.passed(signal);
    });
    afterEach(async () => opened.close?.());

    const scene = (): Scene => ({ ...opened, events, signal });
    tellsCalls(scene);
    hearsAndSpeaks(scene);
    tellsWhatIsGone(scene);
  });
}

type Scene = TelephonyUnderTest & {
  readonly events: readonly TelephonyEvent[];
  readonly signal: AbortSignal;
};

function tellsCalls(scene: () => Scene): void {
  test('is connected when it is ready', () => {
    expect(scene().phone.state.status).toBe('connected');
  });

  test('dials, tells the answer and the end once each, and knows what is live', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, '+15550001000', signal);
    expect(await phone.readCall(callId, signal)).toMatchObject({
      id: callId,
      direction: 'outgoing',
      to: { type: 'tel', target: '+15550002000' },
    });
    other.answer(callId);
    await expect.poll(() => statuses(other.events, callId).at(-1)).toBe('progressing');
    expect((await phone.liveCalls(signal)).map(({ id }) => id)).toEqual([callId]);
    other.hangUp(callId);
    await expect.poll(() => statuses(other.events, callId).at(-1)).toBe('ended');
    expect(await phone.liveCalls(signal)).toEqual([]);
    const told = statuses(other.events, callId);
    expect(told).toEqual([...new Set(told)]);
  });

  test('tells a call that comes in, with both of its parties', async () => {
    const { ring, events } = scene();
    const callId = ring('+15550003000', '+15550001000');
    await expect
      .poll(() => lastCall(events, callId))
      .toMatchObject({
        direction: 'incoming',
        status: 'ringing',
        from: { type: 'tel', target: '+15550003000' },
        to: { type: 'tel', target: '+15550001000' },
      });
  });

  test('ends a call on our wish', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    await phone.hangUp(callId, signal);
    other.hangUp(callId);
    await expect.poll(() => statuses(other.events, callId).at(-1)).toBe('ended');
  });

  test('tells no listener that was removed', async () => {
    const { phone, ring, events } = scene();
    const heard: TelephonyEvent[] = [];
    phone.onEvent((event) => heard.push(event))();
    const callId = ring('+15550003000', '+15550001000');
    await expect.poll(() => lastCall(events, callId)).toBeDefined();
    expect(heard).toEqual([]);
  });
}

function hearsAndSpeaks(scene: () => Scene): void {
  test('transcribes a call and tells each line once', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    const options = { callId, language: 'en-US', direction: 'both' } as const;
    const { id } = await phone.openTranscription(options, signal);
    other.speak(id, 'Hello there.');
    other.speak(id, 'Are you a robot?');
    const texts = (): readonly string[] =>
      other.events.flatMap((event) => (event.type === 'transcript' ? [event.text] : []));
    await expect.poll(texts).toEqual(['Hello there.', 'Are you a robot?']);
    const lines = await phone.transcriptsOf(id, signal);
    expect(lines.map(({ text }) => text)).toEqual(['Hello there.', 'Are you a robot?']);
    expect(await phone.transcriptionsOf(callId, signal)).toMatchObject([{ id, callId }]);
    await phone.stopTranscription(id, signal);
    await phone.stopTranscription(id, signal);
    expect(await phone.readTranscription(id, signal)).toMatchObject({ status: 'done' });
  });

  test('refuses a second transcription of a call with 409', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    const options = { callId, language: 'en-US', direction: 'both' } as const;
    await phone.openTranscription(options, signal);
    await expect(phone.openTranscription(options, signal)).rejects.toMatchObject({ status: 409 });
  });

  test('speaks on a call until it is stopped, and then says 404', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    const { id } = await phone.openSpeaking({ callId, ...voice }, signal);
    await expect.poll(async () => (await phone.readSpeaking(id, signal))?.status).toBe('active');
    await phone.say(id, 'Good morning.', signal);
    await phone.flush(id, signal);
    expect(await phone.liveSpeakings(signal)).toMatchObject([{ id, callId }]);
    await phone.stopSpeaking(id, signal);
    await phone.stopSpeaking(id, signal);
    expect(await phone.liveSpeakings(signal)).toEqual([]);
    await expect(phone.say(id, 'Gone.', signal)).rejects.toMatchObject({ status: 404 });
  });

  test('refuses a second speaking on a call with 409 or 500', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    await phone.openSpeaking({ callId, ...voice }, signal);
    const second = phone.openSpeaking({ callId, ...voice }, signal);
    await expect(second).rejects.toSatisfy(
      (error: unknown) => error instanceof RemoteError && [409, 500].includes(error.status),
    );
  });

  test('speaks without a session', async () => {
    const { phone, signal, ...other } = scene();
    const callId = await phone.place(target, null, signal);
    other.answer(callId);
    const speech = { text: 'Goodbye.', language: 'en-US' };
    await expect(phone.talk(callId, speech, signal)).resolves.toBeUndefined();
  });
}

function tellsWhatIsGone(scene: () => Scene): void {
  test('answers null for what the service does not know', async () => {
    const { phone, signal } = scene();
    const unknown = '0e9c1f6e-8f0a-4b61-9f5e-0c5f8f6f0f00';
    expect(await phone.readCall(unknown, signal)).toBeNull();
    expect(await phone.readTranscription(unknown, signal)).toBeNull();
    expect(await phone.readSpeaking(unknown, signal)).toBeNull();
  });

  test('rejects with the reason of a signal that is aborted', async () => {
    const { phone } = scene();
    const reason = new DOMException('over', 'AbortError');
    await expect(phone.liveCalls(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}

function lastCall(events: readonly TelephonyEvent[], id: string): CallRecord | undefined {
  return events
    .flatMap((event) => (event.type === 'call-changed' && event.call.id === id ? [event.call] : []))
    .at(-1);
}

function statuses(events: readonly TelephonyEvent[], id: string): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'call-changed' && event.call.id === id ? [event.call.status] : [],
  );
}
