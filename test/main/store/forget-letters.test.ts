import { afterEach, beforeEach, expect, test } from 'vitest';
import { addAction, findAction } from '../../../main/store/action.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { eraseCalls, eraseMessages } from '../../../main/store/erase.ts';
import { accept, resolve } from '../../../main/store/inbox.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { compose, openOutbox } from '../../../main/store/outbox.ts';
import { findTraces } from '../../../main/store/traces.ts';
import { sampleAction } from '../../fakes/action-samples.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleResolved,
} from '../../fakes/thread-samples.ts';

const theirs = 'zanzibar';

let db: Database;
beforeEach(() => void (db = openDatabase(':memory:')));
afterEach(() => db.file.close());

function say(author: string, conversationId: string): string {
  const incoming = sampleIncoming({ remoteId: `remote ${author}`, conversationId });
  const { id } = accept(db, incoming).message;
  const resolved = sampleResolved({ author, conversationId, principal: 'trusted', text: theirs });
  resolve(db, { id, resolved });
  return id;
}

test.each([
  ['user:user-7', 'user-7'],
  ['user:user-7', 'user:user-7'],
  ['email:Mia@X.example', 'mia@x.example'],
  ['email:mia@x.example', 'email:MIA@x.example'],
] as const)('letters to %s go with %s, and what their conversation holds', (recipient, who) => {
  const write = (id: string, to: typeof recipient | 'user:USER-7'): void =>
    void compose(db, {
      message: sampleReply({ id, conversationId: null, turnId: null, text: theirs }),
      recipient: to,
      dispatch: sampleDispatch(`key ${id}`),
    });
  for (const id of ['waiting', 'sent']) write(id, recipient);
  write('other', 'user:USER-7');
  db.sql.run`UPDATE outbox SET state = 'sent', conversationId = 'dm' WHERE id = 'sent'`;
  db.sql.run`UPDATE message SET conversationId = 'dm' WHERE id = 'sent'`;
  const answer = say('user-8', 'dm');

  const { messageIds, counts } = findTraces(db, { who });

  expect(messageIds.toSorted()).toEqual(['waiting', 'sent', answer].toSorted());
  expect(counts.toSend).toBe(1);
  eraseMessages(db, { ids: messageIds, notes: 'delete' });
  expect(openOutbox(db).map(({ id }) => id)).toEqual(['other']);
});

test('the line that tells of an answer to them goes with them', () => {
  say('user-7', 'group');
  say('user-8', 'group');
  const told = insertMessage(db, {
    ...sampleReply({ id: 'told', conversationId: null, turnId: null, text: theirs }),
    ...{ channel: 'system', replyTo: 'remote user-7' },
  });

  expect(findTraces(db, { who: 'user-7' }).messageIds).toContain(told.id);
});

test('what was asked for on a call goes with the call, although no message led to it', () => {
  for (const callId of ['call-1', 'call-2']) addAction(db, sampleAction({ id: callId, callId }));
  eraseCalls(db, { callIds: ['call-1'] });
  expect(findAction(db, { id: 'call-1' })).toBeNull();
  expect(findAction(db, { id: 'call-2' })).not.toBeNull();
});
