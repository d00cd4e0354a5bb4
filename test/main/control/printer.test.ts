import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../main/control/command-line.ts';
import { createPrinter } from '../../../main/control/printer.ts';
import { sampleCall } from '../../fakes/call-samples.ts';

function print(argv: readonly string[], values: readonly unknown[]): string {
  const line = parseCommandLine(argv);
  if (line === null) throw new Error('help');
  let text = '';
  const printer = createPrinter(line, (part) => (text += part));
  for (const value of values) printer.item(value);
  printer.end();
  return text;
}

const off = { status: 'off', detail: 'Not set up.', remedy: '' };
const status = {
  version: '1.2.3',
  uptimeMs: 61_400,
  paused: true,
  connections: {
    carbonvoice: { status: 'refused', detail: 'No.', remedy: 'Set a token.' },
    voipbin: off,
    tunnel: off,
    llm: off,
    keychain: off,
    mcp: off,
  },
  tunnel: { url: null, requests: { month: '2026-11', count: 7, plan: 20_000 } },
  inbox: { pending: 1, failed: 0 },
  outbox: { pending: 0, failed: 2, unknown: 3 },
  settingsProblems: [{ path: 'agent.name', message: 'must be a text' }],
};

test('tells people how everything stands', () => {
  const text = print(['status'], [status]);
  expect(text).toContain('Adjutant 1.2.3, up for 61 s, paused\n');
  expect(text).toMatch(/carbonvoice +refused +No\.\n +→ Set a token\.\n/);
  expect(text).toContain('requests     7 of 20000 through the tunnel in 2026-11\n');
  expect(text).toContain('outbox       0 pending, 2 failed, 3 unknown\n');
  expect(text).toContain('setting agent.name: must be a text\n');
});

test('prints a line of JSON an item, and turns as one list', () => {
  expect(print(['status', '--json'], [status])).toBe(`${JSON.stringify(status)}\n`);
  const said = [
    { type: 'text', text: 'a' },
    { type: 'done', text: 'a' },
  ];
  const lines = said.map((one) => `${JSON.stringify(one)}\n`).join('');
  expect(print(['say', 'x', '--json'], said)).toBe(lines);
  expect(print(['turns', '--json'], [{ turnId: '1' }, { turnId: '2' }])).toBe(
    '[{"turnId":"1"},{"turnId":"2"}]\n',
  );
  expect(print(['turns', '--json'], [])).toBe('[]\n');
});

test('tells where a secret is kept, and never the secret', () => {
  const kept = { name: 'llm-key', kept: 'memory', detail: 'There is no keychain.' };
  expect(print(['secret', 'set', 'llm-key'], [kept])).toBe(
    'llm-key is kept in memory for this run only. There is no keychain.\n',
  );
  expect(print(['secret', 'list'], [{ names: ['a', 'b'] }])).toBe('a\nb\n');
});

test('shows the stages of turns in milliseconds from the receipt', () => {
  const turn = {
    channel: 'desktop',
    receivedAt: 100,
    transcriptAt: 101.4,
    modelAskedAt: null,
    firstTokenAt: 350,
    firstSentAt: 350,
    doneAt: 1100,
  };
  expect(print(['turns'], [turn]).split('\n')[1]).toMatch(
    /^desktop +\+1 ms +- +\+250 ms +\+250 ms +\+1000 ms$/,
  );
});

test('shows a stage before the receipt with one sign', () => {
  const turn = { channel: 'phone', receivedAt: 100, modelAskedAt: 77, transcriptAt: null };
  const later = { firstTokenAt: 100, firstSentAt: null, doneAt: null };
  expect(print(['turns'], [{ ...turn, ...later }]).split('\n')[1]).toMatch(
    /^phone +- +-23 ms +\+0 ms +- +-$/,
  );
});

test('lists calls for people with how they came out and what they used', () => {
  const missed = {
    answeredAt: null,
    transcribedMs: 0,
    spokenCharacters: 0,
    outcome: 'missed',
  } as const;
  const live = {
    ...sampleCall(),
    endedAt: null,
    outcome: null,
    direction: 'outgoing',
    goal: 'A table',
  };

  expect(print(['calls'], [sampleCall(), sampleCall(missed), live]).split('\n')).toEqual([
    '1970-01-01T00:00:01.000Z  from +12025550123 (stranger): answered',
    '  1 min 30 s · 1 min 28 s transcribed · 840 characters spoken',
    '1970-01-01T00:00:01.000Z  from +12025550123 (stranger): missed: it ended before it was answered',
    '1970-01-01T00:00:01.000Z  to +12025550123 (stranger): under way',
    '  What it is for: A table',
    '  1 min 28 s transcribed · 840 characters spoken',
    '',
  ]);
  expect(print(['calls'], [])).toBe('There was no call yet.\n');
  expect(print(['calls', '--json'], [])).toBe('[]\n');
});

test('tells what answers each number, and what to do about it', () => {
  const number = '+12025550199';
  const numbers = [
    { number, answeredBy: 'adjutant', flow: 'Adjutant answers', isSetUp: true },
    { number, answeredBy: 'other', flow: 'Front desk', isSetUp: false },
  ];
  expect(print(['number'], numbers)).toBe(
    `${number}      Adjutant answers; its mailbox when nobody is here\n` +
      `${number}      another flow answers (Front desk)  → number answer ${number}\n`,
  );
  expect(print(['number'], [])).toBe('The account has no number.\n');
  expect(print(['number', '--json'], numbers)).toBe(`${JSON.stringify(numbers)}\n`);
  const undone = { number, restored: true, detail: 'It is answered as before.' };
  expect(print(['number', 'undo', number], [undone])).toBe(
    `${number}: It is answered as before.\n`,
  );
});

test('shows people where words were found, and scripts the whole line', () => {
  const line = { at: '2026-11-20T10:00:00.000Z', channel: 'sms', direction: 'in', author: '+1202' };
  const found = { ...line, principal: 'trusted', snippet: 'a [table]' };
  expect(print(['search', 'table'], [found])).toBe(
    '2026-11-20T10:00:00.000Z  sms         +1202: a [table]\n',
  );
  expect(print(['search', 'table'], [{ ...found, principal: 'owner' }])).toContain(' You: ');
  expect(print(['search', 'table'], [{ ...found, direction: 'out' }])).toContain(' Adjutant: ');
  expect(print(['search', 'table', '--json'], [found])).toBe(`${JSON.stringify(found)}\n`);
});

test('tells people the whole address of each webhook, and how long the one before is listened at', () => {
  const webhooks = {
    ...{ carbonvoice: '/hooks/carbonvoice/c', voipbin: '/hooks/voipbin/v' },
    ...{ public: null, local: 'http://127.0.0.1:1' },
    formerUntil: { carbonvoice: '2026-11-20T10:00:00.000Z', voipbin: null },
  };
  const text = print(['webhooks'], [webhooks]);
  expect(text).toBe(
    [
      'There is no public address; on this machine:',
      'Carbon Voice  http://127.0.0.1:1/hooks/carbonvoice/c',
      '              the path before it is listened at until 2026-11-20T10:00:00.000Z, or until the service knows this one',
      'VoIPBIN       http://127.0.0.1:1/hooks/voipbin/v',
      '',
    ].join('\n'),
  );
  const away = { ...webhooks, public: 'https://a.example' };
  expect(print(['webhooks', 'rotate'], [away])).toContain('https://a.example/hooks/voipbin/v\n');
  expect(print(['webhooks', '--json'], [webhooks])).toBe(`${JSON.stringify(webhooks)}\n`);
});

test('tells the ledger in words, and as one list for scripts', () => {
  const entry = {
    ...{ id: 'm1', at: 0, direction: 'out', channel: 'carbonvoice', conversationId: 'c1' },
    ...{ recipient: null, author: 'agent', text: 'One.\n\nTwo.', state: 'unknown' },
    ...{ reason: 'It may have been sent.', attempts: 3, nextAt: 1000, expiresAt: null },
    parts: { sent: 1, count: 2 },
  };

  expect(print(['ledger'], [entry])).toBe(
    [
      'm1  1970-01-01T00:00:00.000Z  carbonvoice to conversation:c1: unknown, 3 tries, 1 of 2 parts sent',
      '  It may have been sent.',
      '  next try 1970-01-01T00:00:01.000Z',
      '  One. Two.',
      '',
    ].join('\n'),
  );
  expect(print(['ledger'], [])).toBe('Nothing waits, and nothing failed.\n');
  expect(JSON.parse(print(['ledger', '--json'], [entry]))).toEqual([entry]);
});
