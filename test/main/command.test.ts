import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCommand } from '../../main/command.ts';
import { Offline } from '../../main/offline.ts';
import { KeytarSecrets } from '../../main/settings/keytar-secrets.ts';
import { keychainLocked } from '../../main/settings/keychain-errors.ts';

test.each([
  [['secret', 'set', 'llm-key'], 'A rehearsal has no secrets of its own'],
  [['secret', 'delete', 'llm-key'], 'A rehearsal has no secrets of its own'],
  [['secret', 'list'], 'A rehearsal has no secrets of its own'],
  [['backup', 'kept.backup'], 'Backups are of your own data'],
  [['restore', 'kept.backup'], 'Backups are of your own data'],
  [['service', 'install'], 'is your own Adjutant, never a rehearsal'],
])(
  '%j does not act on what is the owner’s for a rehearsal, and reads nothing',
  async (words, why) => {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-own-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const home = join(folder, 'home');
    const told: string[] = [];
    let isRead = false;
    const code = await runCommand([...words, '--rehearsal', '--home', home], {
      // Nothing of whoever runs the tests is in reach.
      ...{ env: { HOME: folder }, platform: 'linux' },
      input: new Readable({
        read() {
          isRead = true;
          this.push('a value');
          this.push(null);
        },
      }),
      print: (text) => void told.push(text),
      complain: (text) => void told.push(text),
    });
    expect([code, isRead, told]).toEqual([1, false, [expect.stringContaining(why)]]);
    expect(told[0]).toContain('If your own is meant, ask without --rehearsal.');
    expect(await readdir(folder)).toEqual([]);
  },
);

test.each([
  [['secret', 'set', 'llm-key'], 1, 'The keychain is switched off'],
  [['secret', 'delete', 'llm-key'], 1, 'The keychain is switched off'],
  [['secret', 'list', '--json'], 0, '{"names":[]}'],
])('%j leaves a keychain alone that is switched off', async (words, expected, says) => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-off-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, 'settings.json'), '{"keychain.enabled": false}');
  const told: string[] = [];
  const code = await runCommand([...words, '--home', home], {
    ...{ env: { HOME: home }, platform: 'linux', input: Readable.from(['a value']) },
    print: (text) => void told.push(text),
    complain: (text) => void told.push(text),
  });
  expect([code, told]).toEqual([expected, [expect.stringContaining(says)]]);
});

test.each(['set', 'delete'])(
  'secret %s of a name that there is not is wrong usage, and reads no value',
  async (verb) => {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-none-'));
    onTestFinished(() => rm(home, { recursive: true }));
    const told: string[] = [];
    let isRead = false;
    const code = await runCommand(['secret', verb, 'NOPE', '--home', home], {
      ...{ env: { HOME: home }, platform: 'linux' },
      input: new Readable({
        read() {
          isRead = true;
          this.push(null);
        },
      }),
      print: (text) => void told.push(text),
      complain: (text) => void told.push(text),
    });
    expect([code, isRead, told]).toEqual([
      ...[2, false, [expect.stringContaining('There is no secret by that name.')]],
    ]);
  },
);

test.each(['set', 'delete', 'list'] as const)(
  'secret %s without a run says of a locked keychain nothing that holds for a run alone',
  async (verb) => {
    const locked = vi.spyOn(KeytarSecrets.prototype, verb).mockRejectedValue(keychainLocked());
    onTestFinished(() => locked.mockRestore());
    const offline = new Offline(tmpdir());
    const asked = {
      set: () => offline.secretSet({ name: 'llm-key', value: 'x' }, () => {}),
      delete: () => offline.secretDelete({ name: 'llm-key' }, () => {}),
      list: () => offline.secretList(() => {}),
    };
    await expect(asked[verb]()).rejects.toMatchObject({
      code: 'KEYCHAIN_LOCKED',
      remedy: expect.stringMatching(
        /then try again\. Or start Adjutant first: .*until it ends\.$/u,
      ),
    });
  },
);
