import { mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyStagedRestore } from '../../../../main/store/backup/apply-restore.ts';
import { stageRestore } from '../../../../main/store/backup/stage-restore.ts';
import { completeTurn } from '../../../../main/store/inbox.ts';
import { tellMissedCall, tellText } from '../../../../main/store/missed.ts';
import { lastRestore } from '../../../../main/store/restore.ts';
import { sampleDispatch, sampleReply, sampleTurn } from '../../../fakes/thread-samples.ts';
import { attachment, backupAt, openScene } from './backup-scene.ts';
import type { BackupScene } from './backup-scene.ts';

const now = backupAt + 3_600_000;
const aside = 'before-restore-2026-11-20T11-00-00-000Z';

async function restore(scene: BackupScene) {
  await stageRestore(scene.home, scene.path);
  return applyStagedRestore(scene.home, now);
}

/** What lies directly in the home, without what SQLite makes beside its file. */
async function names(scene: BackupScene): Promise<string[]> {
  const all = await readdir(scene.home);
  return all.filter((name) => !/-(?:wal|shm)$/u.test(name)).toSorted();
}

test('brings back what was there, and keeps what is there now', async () => {
  await using scene = await openScene();
  await scene.backup();
  scene.say('later', 5000);
  await scene.put('settings.json', '{"agent.name":"Bob"}');
  await scene.put(attachment, 'Another plan.');

  const applied = await restore(scene);

  expect(applied).toEqual({ createdAt: backupAt, before: join(scene.home, aside) });
  expect(scene.texts().slice(0, 2)).toEqual(['zanzibar', 'keepsake']);
  expect(scene.texts()[2]).toContain('A backup of 2026-11-20 10:00 UTC was restored.');
  expect(await scene.read('settings.json')).toContain('Ada');
  expect(await scene.read(attachment)).toBe('The plan.');
  expect(await scene.read('voipbin-webhook.json')).toBe('not to be kept');
  expect(await names(scene)).toEqual(
    [
      'adjutant.db',
      aside,
      'files',
      'settings.json',
      'voipbin-webhook.json',
      'webhook-paths.json',
    ].toSorted(),
  );
  expect(await scene.read(`${aside}/settings.json`)).toContain('Bob');
  expect(await scene.read(`${aside}/${attachment}`)).toBe('Another plan.');
  expect((await stat(join(scene.home, 'adjutant.db'))).mode & 0o777).toBe(0o600);
});

test('works into a home where nothing is, and where the data file is damaged', async () => {
  await using scene = await openScene();
  await scene.backup();
  await truncate(join(scene.home, 'adjutant.db'), 5000);
  await restore(scene);
  expect(scene.texts()).toContain('keepsake');

  await rm(scene.home, { recursive: true });
  await mkdir(scene.home);
  await restore(scene);
  expect(scene.texts()).toContain('keepsake');
  expect(await scene.read(`${aside}/adjutant.db`)).toBeNull();
});

test('takes away what the backup does not have', async () => {
  await using scene = await openScene();
  await rm(join(scene.home, 'settings.json'));
  await rm(join(scene.home, 'files'), { recursive: true });
  await scene.backup();
  await scene.put('settings.json', '{}');
  await scene.put(attachment, 'New.');

  await restore(scene);

  expect([await scene.read('settings.json'), await scene.read(attachment)]).toEqual([null, null]);
  expect(await scene.read(`${aside}/${attachment}`)).toBe('New.');
});

test('keeps all of what was there before', async () => {
  await using scene = await openScene();
  await scene.backup();
  await scene.put('before-restore-2026-01-01T00-00-00-000Z/settings.json', 'older');

  await restore(scene);

  expect(await scene.read('before-restore-2026-01-01T00-00-00-000Z/settings.json')).toBe('older');
  expect(await scene.read(`${aside}/settings.json`)).toContain('Ada');
});

test('waits where it is staged; the last one staged counts', async () => {
  await using scene = await openScene();
  await scene.backup();
  scene.say('later', 5000);
  await scene.backup({ path: join(scene.root, 'b.backup') });
  await stageRestore(scene.home, scene.path);
  expect(scene.texts()).toEqual(['zanzibar', 'keepsake', 'later']);

  await stageRestore(scene.home, join(scene.root, 'b.backup'));
  await applyStagedRestore(scene.home, now);

  expect(scene.texts().slice(0, 3)).toEqual(['zanzibar', 'keepsake', 'later']);
  expect(await applyStagedRestore(scene.home, now)).toBeNull();
});

test('that cannot begin says how to call it off, and then the home is as it was', async () => {
  await using scene = await openScene();
  await scene.backup();
  scene.say('later', 5000);
  await stageRestore(scene.home, scene.path);
  await mkdir(join(scene.home, 'restore-staged', 'plan.json', 'x'), { recursive: true });

  await expect(applyStagedRestore(scene.home, now)).rejects.toMatchObject({
    message: expect.stringContaining('could not be finished'),
    remedy: expect.stringContaining('restore-staged first, to call the restore off'),
  });
  await rm(join(scene.home, 'restore-staged'), { recursive: true });

  expect(await applyStagedRestore(scene.home, now)).toBeNull();
  expect(scene.texts()).toEqual(['zanzibar', 'keepsake', 'later']);
});

// Something in the way stands for a kill at that step: the next call goes on from there.
test.each(['adjutant.db', 'settings.json', 'webhook-paths.json', 'files'])(
  'that stops at %s is brought to its end by the next start',
  async (name) => {
    await using scene = await openScene();
    await scene.backup();
    scene.say('later', 5000);
    await scene.put('settings.json', '{"agent.name":"Bob"}');
    await scene.put(attachment, 'Another plan.');
    await stageRestore(scene.home, scene.path);
    const inTheWay = join(scene.home, aside, name, name === 'files' ? 'x' : '');
    await mkdir(inTheWay, { recursive: true });

    await expect(applyStagedRestore(scene.home, now)).rejects.toThrow('could not be finished');
    await rm(join(scene.home, aside, name), { recursive: true });
    await applyStagedRestore(scene.home, now + 60_000);

    expect(scene.texts()).toHaveLength(3);
    expect(scene.texts().slice(0, 2)).toEqual(['zanzibar', 'keepsake']);
    expect(await scene.read('settings.json')).toContain('Ada');
    expect(await scene.read(attachment)).toBe('The plan.');
    expect(await scene.read(`${aside}/settings.json`)).toContain('Bob');
    expect(await scene.read(`${aside}/${attachment}`)).toBe('Another plan.');
    expect(await names(scene)).not.toContain('restore-staged');
  },
);

test('what was left of one that is through, and what was never whole, has no effect', async () => {
  await using scene = await openScene();
  await scene.put('restore-staged/settings.json', 'old');
  await scene.put('restore-0123456789ab.tmp/adjutant.db', 'half');

  expect(await applyStagedRestore(scene.home, now)).toBeNull();

  expect(scene.texts()).toEqual(['zanzibar', 'keepsake']);
  expect(await scene.read('settings.json')).toContain('Ada');
});

test('what was waiting to be sent may be out: it is looked for first', async () => {
  await using scene = await openScene();
  for (const [index, state] of ['queued', 'sending', 'sent', 'failed', 'unknown'].entries()) {
    scene.say(`m${index}`);
    scene.change((db) => {
      const inboxId = String(
        db.sql.get`SELECT id FROM inbox WHERE remoteId = ${`m${index}`}`?.['id'],
      );
      const turn = sampleTurn({ turnId: `t${index}` });
      const reply = sampleReply({ id: state, turnId: turn.turnId });
      completeTurn(db, { inboxId, reply, dispatch: sampleDispatch(state), turn });
      db.sql.run`UPDATE outbox SET state = ${state} WHERE id = ${state}`;
      db.sql.run`UPDATE message SET delivery = ${state} WHERE id = ${state}`;
    });
  }
  await scene.backup();

  await restore(scene);

  scene.change(({ sql }) => {
    const rows = sql.all`SELECT outbox.id AS id, state, delivery FROM outbox JOIN message USING (id)`;
    expect(Object.fromEntries(rows.map(({ id, state }) => [id, state]))).toEqual({
      ...{ queued: 'unknown', sending: 'unknown', unknown: 'unknown' },
      ...{ sent: 'sent', failed: 'failed' },
    });
    expect(rows.every(({ state, delivery }) => state === delivery)).toBe(true);
  });
});

test('reaches as far as what was said last, also by a clock that is ahead of ours', async () => {
  await using scene = await openScene();
  await scene.backup();
  scene.say('by their clock', now + 5000);

  await restore(scene);

  scene.change((db) => expect(lastRestore(db)).toEqual({ at: now + 5000, backupAt }));
});

test('reaches not much further than now when a clock was wrong once', async () => {
  await using scene = await openScene();
  await scene.backup();
  scene.say('from far ahead', now + 400 * 86_400_000);

  await restore(scene);

  scene.change((db) => expect(lastRestore(db)).toEqual({ at: now + 300_000, backupAt }));
});

test('missed calls and texts from before it are told as that, later ones as always', async () => {
  await using scene = await openScene();
  await scene.backup();
  await restore(scene);
  const base = sampleReply({
    direction: 'in',
    channel: 'phone',
    delivery: 'received',
    turnId: null,
  });

  scene.change((db) => {
    const missed = (callId: string, at: number) =>
      tellMissedCall(db, {
        ...{ callId, wasAnswered: true, nextAt: null },
        message: { ...base, id: callId, callId, at },
      });
    const text = (remoteId: string, at: number) =>
      tellText(db, { remoteId, message: { ...base, id: remoteId, channel: 'sms', at } });

    for (const tell of [missed, text]) {
      expect(tell(`${tell.name} before`, now)).toMatchObject({
        delivery: 'ignored',
        reason: expect.stringContaining('2026-11-20 10:00 UTC') as string,
      });
      expect(tell(`${tell.name} after`, now + 1)).toMatchObject({
        delivery: 'received',
        reason: null,
      });
    }
  });
});

test('says what is wrong with a file that cannot be read', async () => {
  await using scene = await openScene();
  await scene.backup();
  await writeFile(join(scene.root, 'none'), '');

  await expect(stageRestore(scene.home, join(scene.root, 'absent'))).rejects.toThrow(
    'no such file',
  );
  await expect(stageRestore(scene.home, scene.root)).rejects.toThrow('it is a folder');
  await expect(stageRestore(scene.home, join(scene.root, 'none'))).rejects.toThrow('no backup');
  expect(await names(scene)).not.toContain('restore-staged');
});
