import { expect, test } from 'vitest';
import {
  describeContacts,
  describeNotes,
  memoryWords,
} from '../../../main/control/memory-words.ts';

const note = {
  ...{ id: '471cf364-079a-44c0-9d9b-4d51caf73549', kind: 'note', text: 'One\nTwo' },
  ...{ principal: 'trusted', at: Date.UTC(2026, 10, 20), changedAt: 0 },
};

test('notes are told for people with the id that the next command takes', () => {
  expect(describeNotes([note])).toBe(
    `471cf364  note 2026-11-20  One\n${' '.repeat(27)}Two (from somebody trusted)\n`,
  );
  expect(describeNotes([])).toBe(
    'No note is kept like that. The agent keeps one when you say: “note that …”.\n',
  );
  expect(memoryWords['note-delete']?.(note)).toContain('adjutant note undo 471cf364');
});

test('contacts are told with their addresses', () => {
  const none = { emails: [], conversationIds: [], createdAt: 0, changedAt: 0 };
  const anna = { id: '0123456789', name: 'Anna', note: 'tax', phones: ['+1'], userIds: ['u'] };

  expect(describeContacts([{ ...anna, ...none }])).toBe(
    '01234567  Anna\n          +1  user:u\n          tax\n',
  );
  expect(describeContacts([])).toBe(
    'No contact is kept by that name. The agent keeps one when you tell it: “Anna’s number is +1…”.\n',
  );
});
