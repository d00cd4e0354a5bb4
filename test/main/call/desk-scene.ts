import { vi } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CallDesk } from '../../../main/call/call-desk.ts';
import { CallsOfDay } from '../../../main/call/calls-of-day.ts';
import type { CallQuestion, CallRecord, DialBook, Party } from '../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeOwner } from '../../fakes/call-owner.ts';
import { noDials } from '../../fakes/no-dials.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { silentRecorder } from '../../fakes/silent-recorder.ts';
import { callSettings } from './call-scene.ts';

export const own = '+12025550199';
export const caller = '+12025550123';

/** A desk of two calls at a time, over a phone service that does what it is told. */
export function openDesk(
  options: {
    readonly inbound?: 'off' | 'everyone';
    readonly open?: boolean;
    readonly guard?: (target: Party) => void;
    readonly pin?: string;
    readonly dials?: DialBook;
    /** Calls out a day. */
    readonly mostOut?: number;
    /** Of the own number: it takes what is not answered here. */
    readonly hasMailbox?: boolean;
    /** Whether a call is answered by our order and not by the mailbox. */
    readonly isAnswered?: (call: CallRecord) => boolean;
  } = {},
) {
  const { inbound = 'everyone', open = true, guard = () => {} } = options;
  const telephony = new FakeTelephony();
  const clock = new FakeClock();
  let out = 0;
  const day = new CallsOfDay({
    ...{ most: options.mostOut ?? 100, timeZone: 'UTC', clock },
    countSince: () => Promise.resolve(out),
  });
  const { pins, approvals, tries } = fakeOwner(clock, options.pin);
  const kept: string[] = [];
  const spoken: string[] = [];
  const questions: CallQuestion[] = [];
  const warm = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('no model')));
  const end = new AbortController();
  const desk = new CallDesk(
    {
      ...{ telephony, clock, log: silentLogger, gate: new Gate(open) },
      settings: { ...callSettings, greeting: 'Hello.' },
      guard,
      policy: () => ({
        ...{ inbound, allow: [], ownNumbers: [own] },
        hasMailbox: (call) =>
          options.hasMailbox === true &&
          call.status === 'progressing' &&
          options.isAnswered?.(call) !== true,
      }),
      ...{
        source: own,
        maxConcurrentCalls: 2,
        pins,
        approvals,
        day,
        dials: options.dials ?? noDials,
      },
      replies: {
        warm,
        async *ask(question) {
          questions.push(question);
          yield `You said: ${question.text}`;
        },
      },
      recorder: {
        ...silentRecorder,
        caller: (callId, { text }) => void kept.push(`${callId} in ${text}`),
        reply: (callId, { text, heard }) => void kept.push(`${callId} out ${text} ${heard ?? ''}`),
        trouble: (callId, trouble) => void kept.push(`${callId} ${trouble}`),
        principal: (callId, { principal, way }) =>
          void kept.push(`${callId} is ${principal} ${way ?? ''}`.trim()),
        handOver: (callId, { target, outcome, detail }) =>
          void kept.push(`${callId} ${outcome} ${target.target} ${detail}`.trim()),
        spoken: (callId, characters) => void spoken.push(`${callId} ${characters}`),
      },
      createCutter: () => createSpeechCutter({ language: 'en-US' }),
      book: {
        begin: ({ record }) => void (out += Number(record.direction === 'outgoing')),
        end: () => {},
        beginOther: () => {},
        endOther: () => {},
      },
    },
    end.signal,
  );
  return { desk, telephony, clock, kept, questions, spoken, warm, approvals, tries };
}

export function ringing(id: string, to = own): CallRecord {
  const party = (target: string) => ({ type: 'tel', target, name: '' }) as const;
  return {
    ...{ id, direction: 'incoming', status: 'ringing', from: party(caller), to: party(to) },
    ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
  };
}

type Opened = ReturnType<typeof openDesk>;

/** A call that rings and is answered, with ears and voice open. */
export async function answered(opened: Opened, id = 'call'): Promise<string> {
  const { telephony, clock } = opened;
  telephony.calls.set(id, ringing(id));
  telephony.tell({ type: 'call-changed', call: ringing(id) });
  telephony.tell({ type: 'call-changed', call: { ...ringing(id), status: 'progressing' } });
  await clock.advanceAsync(50);
  return [...telephony.transcriptions.values()].find(({ callId }) => callId === id)?.id ?? '';
}

export function says(telephony: FakeTelephony, transcriptionId: string, text: string): void {
  telephony.tell({
    type: 'transcript',
    id: text,
    transcriptionId,
    direction: 'in',
    text,
  });
}
