import { expect, test } from 'vitest';
import type { CallAccount } from '../../../shared/call-account.ts';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { OrphanWords } from '../../../main/app/orphan-words.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { TranscriptLine } from '../../../main/call/ports.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { fakeOwner } from '../../fakes/call-owner.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';

const number = '+12025550123';
const startAt = 1_700_000_000_000;
const call: CallAccount = {
  ...{ callId: 'call', direction: 'incoming', number, principal: 'stranger', goal: null },
  ...{ startedAt: startAt, answeredAt: startAt, endedAt: null, outcome: null },
  ...{ transcribedMs: 0, spokenCharacters: 0, briefId: null },
};

/** Said so many seconds after the call began. */
function heard(second: number, text: string, direction: 'in' | 'out' = 'in'): TranscriptLine {
  return { id: `${second} ${text}`, direction, text, at: startAt + second * 1000 };
}

function kept(second: number, text: string, change: Partial<ThreadMessage> = {}): ThreadMessage {
  return {
    ...{ id: `${second}`, at: startAt + second * 1000, channel: 'phone', direction: 'in', text },
    ...{ author: number, principal: 'stranger', heard: null, conversationId: 'call' },
    ...{ replyTo: null, callId: 'call', turnId: null, delivery: 'handled', attempts: 0 },
    ...{ reason: null, ...change },
  };
}

const answer = { direction: 'out', author: 'agent', delivery: 'sent' } as const;

function openScene(thread: readonly ThreadMessage[], told: readonly TranscriptLine[]) {
  const telephony = new FakeTelephony();
  const ears = { id: 'ears', callId: 'call', status: 'done', language: 'en-US' } as const;
  telephony.transcriptions.set('ears', ears);
  telephony.lines.set('ears', [...told]);
  const lines = [...thread];
  const clock = new FakeClock(startAt + 60_000);
  const { pins } = fakeOwner(clock, '4711');
  const news = new Emitter<ThreadNews>();
  const shown: string[] = [];
  news.on((one) => one.type === 'message-saved' && shown.push(one.message.text));
  const store = {
    linesOfCall: () => Promise.resolve(lines.toSorted((one, other) => one.at - other.at)),
    appendMessage: (message: ThreadMessage) => {
      lines.push(message);
      return Promise.resolve(message);
    },
  };
  const deps = { store, telephony, pins, news, language: 'en-US', clock, log: silentLogger };
  const words = new OrphanWords(deps);
  return {
    ...{ telephony, lines, shown },
    keep: () => words.keep(call, new AbortController().signal),
    added: () => lines.slice(thread.length),
  };
}

test('what came after the caller’s last line is kept, when it was said, and once', async () => {
  const { keep, added, shown, telephony } = openScene(
    [kept(5, 'Hello there. This is Ann.'), kept(9, 'How can I help?', answer)],
    [heard(2, 'Hello there.'), heard(4.5, 'This is Ann.'), heard(12, 'Call me back.')],
  );
  telephony.aheadMs = 0;
  await keep();
  await keep();
  expect(added()).toMatchObject([
    {
      ...{ text: 'Call me back.', at: startAt + 12_000, author: number, principal: 'stranger' },
      ...{ channel: 'phone', direction: 'in', delivery: 'handled', conversationId: 'call' },
    },
  ]);
  expect(shown).toEqual(['Call me back.']);
});

test('by the clock of the service, which may be hours ahead', async () => {
  const hour = 3_600_000;
  const ahead = (line: TranscriptLine) => ({ ...line, at: (line.at ?? 0) + hour });
  const { keep, added, telephony } = openScene(
    [kept(5, 'Yes.')],
    [ahead(heard(4, 'Yes.')), ahead(heard(12, 'Yes.'))],
  );
  telephony.aheadMs = hour;
  await keep();
  expect(added()).toMatchObject([{ text: 'Yes.', at: startAt + 12_000 }]);
});

test('words right after a turn stand after it, in their order, also where no time is told', async () => {
  const { keep, lines } = openScene(
    [kept(5, 'Hello there.')],
    [
      heard(4.5, 'Hello there.'),
      heard(4.9, 'It is urgent.'),
      { ...heard(0, 'Very urgent.'), at: null },
      { ...heard(0, 'Please hurry.'), at: null },
    ],
  );
  await keep();
  const order = lines.toSorted((one, other) => one.at - other.at).map(({ text }) => text);
  expect(order).toEqual(['Hello there.', 'It is urgent.', 'Very urgent.', 'Please hurry.']);
  expect(new Set(lines.map(({ at }) => at)).size).toBe(4);
});

test('what was left out of the thread in the midst of the call stays out of it', async () => {
  const { keep, added } = openScene(
    [kept(20, 'What about Friday?')],
    [heard(8, 'Mm-hmm.'), heard(19, 'What about Friday?')],
  );
  await keep();
  expect(added()).toEqual([]);
});

test('so does what was said well before the last line, of which no final came', async () => {
  const { keep, added } = openScene([kept(20, 'What about')], [heard(8, 'Mm-hmm.')]);
  await keep();
  expect(added()).toEqual([]);
});

test('our own voice on the caller’s side is no word of theirs', async () => {
  const words = 'Friday at ten would be fine for all of us.';
  const { keep, added } = openScene(
    [kept(5, 'When?')],
    [heard(4, 'When?'), heard(8, words, 'out'), heard(8.2, words), heard(12, 'Good.')],
  );
  await keep();
  expect(added().map(({ text }) => text)).toEqual(['Good.']);
});

test.each<[string, readonly ThreadMessage[], readonly TranscriptLine[]]>([
  ['that is announced', [], [heard(4, 'My PIN is four seven one one.')]],
  ['over two transcripts', [], [heard(4, 'four seven'), heard(6, 'one one')]],
  ['wrong, after our question', [kept(4, 'Please say your PIN.', answer)], [heard(6, '4712')]],
])('a PIN %s is masked', async (_what, thread, told) => {
  const { keep, added } = openScene(thread, told);
  await keep();
  const text = added()
    .map((line) => line.text)
    .join(' ');
  expect(text).not.toBe('');
  expect(text).not.toMatch(/seven one|one one|4712/u);
});

test('whoever was confirmed as the owner still counts as such', async () => {
  const { keep, added } = openScene(
    [kept(5, 'Hello.', { principal: 'owner' })],
    [heard(4, 'Hello.'), heard(12, 'Remind me.')],
  );
  await keep();
  expect(added()).toMatchObject([{ principal: 'owner' }]);
});

test('what another program transcribes in another language is not for us', async () => {
  const { keep, added, telephony } = openScene([], [heard(12, 'Call me back.')]);
  const other = { id: 'other', callId: 'call', status: 'done', language: 'de-DE' } as const;
  telephony.transcriptions.set('other', other);
  telephony.lines.set('other', [heard(12, 'Rufen Sie an.')]);
  await keep();
  expect(added().map(({ text }) => text)).toEqual(['Call me back.']);
});

test('words that cannot be read are looked for again, and given up in the end', async () => {
  const { keep, telephony } = openScene([], []);
  telephony.transcriptsOf = () => Promise.reject(new NetworkError('RESET', 'It is away.'));
  const looks = await Promise.allSettled([1, 2, 3, 4, 5].map(() => keep()));
  expect(looks.map(({ status }) => status)).toEqual([...Array(4).fill('rejected'), 'fulfilled']);
  const { keep: keepOnce, telephony: other } = openScene([], []);
  other.transcriptsOf = () => Promise.reject(new RemoteError('X', 'none', { status: 404 }));
  await keepOnce();
});
