import { expect, test } from 'vitest';
import { applyStagedRestore } from '../../../../main/store/backup/apply-restore.ts';
import { stageRestore } from '../../../../main/store/backup/stage-restore.ts';
import { addAction, openActions, readAction } from '../../../../main/store/action.ts';
import { pendingInbox, settle } from '../../../../main/store/inbox.ts';
import { drop, reopen } from '../../../../main/store/ledger.ts';
import { readMessage } from '../../../../main/store/message.ts';
import { compose, sentRemoteIds } from '../../../../main/store/outbox.ts';
import { droppedReasons } from '../../../../shared/thread.ts';
import { sampleAction } from '../../../fakes/action-samples.ts';
import { sampleDispatch, sampleReply } from '../../../fakes/thread-samples.ts';
import { backupAt, openScene } from './backup-scene.ts';
import type { BackupScene } from './backup-scene.ts';

const now = backupAt + 3_600_000;

async function restore(scene: BackupScene): Promise<void> {
  await stageRestore(scene.home, scene.path);
  await applyStagedRestore(scene.home, now);
}

test('what went out or was dropped after the backup is not sent again', async () => {
  await using scene = await openScene();
  const ids = ['sent later', 'dropped later', 'failed, sent later', 'untouched', 'failed'];
  scene.change((db) => {
    for (const id of ids) {
      compose(db, {
        message: sampleReply({ id, turnId: null }),
        recipient: null,
        dispatch: sampleDispatch(`key ${id}`),
      });
    }
    db.sql.run`UPDATE outbox SET state = 'failed' WHERE id LIKE 'failed%'`;
  });
  await scene.backup();
  scene.change((db) => {
    db.sql.run`UPDATE outbox SET state = 'sent', remoteId = id WHERE id LIKE '%sent later'`;
    drop(db, { id: 'dropped later' });
  });

  await restore(scene);

  scene.change((db) => {
    const rows = db.sql.all`SELECT id, state FROM outbox`;
    expect(Object.fromEntries(rows.map(({ id, state }) => [id, state]))).toEqual({
      ...{ 'sent later': 'sent', 'failed, sent later': 'sent', 'dropped later': 'dropped' },
      ...{ untouched: 'unknown', failed: 'failed' },
    });
    expect(readMessage(db, { id: 'dropped later' })).toMatchObject({
      delivery: 'failed',
      reason: droppedReasons.whole,
    });
    expect(sentRemoteIds(db, { conversationId: null })).toContain('sent later');
  });
});

test('what waited for a yes, or had it, is not done', async () => {
  await using scene = await openScene();
  const states = ['pending', 'approved', 'running', 'done'] as const;
  scene.change((db) => {
    for (const state of states) addAction(db, sampleAction({ id: state, state }));
  });
  await scene.backup();

  await restore(scene);

  scene.change((db) => {
    expect(openActions(db)).toEqual([]);
    expect(states.map((id) => readAction(db, { id }).state)).toEqual([
      ...['expired', 'unknown', 'unknown', 'done'],
    ]);
  });
});

test('what had failed is looked for before it is sent on a retry', async () => {
  await using scene = await openScene();
  scene.change((db) => {
    for (const [id, at] of [['old', backupAt - 1] as const, ['new', now + 1] as const]) {
      compose(db, {
        message: sampleReply({ id, turnId: null, at }),
        recipient: null,
        dispatch: sampleDispatch(`key ${id}`),
      });
    }
    db.sql.run`UPDATE outbox SET state = 'failed'`;
  });
  await scene.backup();
  await restore(scene);

  scene.change((db) => {
    const dispatch = sampleDispatch('other words', ['Better.']);
    const other = /^It may have been sent after the backup/u;
    expect(reopen(db, { id: 'old', dispatch })).toEqual({ refused: expect.stringMatching(other) });
    for (const id of ['old', 'new']) reopen(db, { id, dispatch: null });
    const rows = db.sql.all`SELECT id, state FROM outbox ORDER BY id`;
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ['new', 'queued'],
      ['old', 'unknown'],
    ]);
  });
});

test('a message that the owner retries after it is not held back', async () => {
  await using scene = await openScene();
  scene.change((db) => {
    const [item] = pendingInbox(db);
    settle(db, { id: item?.id ?? '', delivery: 'failed', reason: 'It failed.' });
  });
  await scene.backup();
  await restore(scene);

  scene.change((db) => {
    const id = String(db.sql.get`SELECT id FROM inbox WHERE state = 'failed'`?.['id']);
    expect(reopen(db, { id, dispatch: null })).toMatchObject({ item: { id, heldBack: true } });
  });
});
