import { expect, test } from 'vitest';
import { describeAllowed, describeSenders } from '../../../main/control/sender-words.ts';

test('senders are told with what can be done for each', () => {
  const lastAt = Date.UTC(2026, 10, 20, 10);
  const senders = [
    { senderId: 'b', name: null, allowed: false, refused: 2, recent: 1, lastAt },
    { senderId: 'a', name: 'Ada', allowed: true, refused: 1, recent: 0, lastAt },
    { senderId: 'q', name: null, allowed: true, refused: 0, recent: 0, lastAt: null },
    { senderId: 'o', name: null, allowed: false, refused: 1, recent: 0, lastAt },
  ];

  expect(describeSenders(senders)).toBe(
    [
      'b: not allowed; not answered: 2 messages, the last at 2026-11-20T10:00:00.000Z  → allow b [--answer]',
      'a (Ada): allowed; not answered: 1 message, the last at 2026-11-20T10:00:00.000Z',
      'q: allowed',
      'o: not allowed; not answered: 1 message, the last at 2026-11-20T10:00:00.000Z  → allow o',
      '',
    ].join('\n'),
  );
  expect(describeSenders([])).toBe('Nobody was refused, and nobody but you is allowed.\n');
});

test('allowing asks whether what they wrote is to be answered', () => {
  const may = 'b may write from now on.\n';
  expect(describeAllowed({ senderId: 'b', answered: 0, recent: 0 })).toBe(may);
  expect(describeAllowed({ senderId: 'b', answered: 0, recent: 2 })).toBe(
    `${may}Not answered: 2 messages of the last hour; to have that done: allow b --answer\n`,
  );
  expect(describeAllowed({ senderId: 'b', answered: 1, recent: 1 })).toBe(
    `${may}Being answered now: 1 message of the last hour.\n`,
  );
});
