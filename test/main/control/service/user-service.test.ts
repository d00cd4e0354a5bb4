import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeInstanceLock } from '../../../../main/control/instance-lock.ts';
import { describeService } from '../../../../main/control/service/service-words.ts';
import { UserService } from '../../../../main/control/service/user-service.ts';

/** A user with two homes and a service manager that does what it is asked. */
async function openUser() {
  const user = await mkdtemp(join(tmpdir(), 'adjutant-service-'));
  onTestFinished(() => rm(user, { recursive: true }));
  const [first, second] = [join(user, 'one $HOME 100%'), join(user, 'two')];
  await Promise.all([first, second].map((home) => mkdir(home)));
  const asked: string[] = [];
  let active = false;
  const service = new UserService({
    env: { HOME: user },
    platform: 'linux',
    node: '/opt/node/bin/node',
    script: '/opt/adjutant/headless.js',
    run: async (_program, [, verb = '']) => {
      if (/^(?:start|restart|disable)$/u.test(verb)) {
        asked.push(verb);
        active = verb !== 'disable';
      }
      return { code: 0, out: verb === 'is-active' ? (active ? 'active' : 'inactive') : '' };
    },
  });
  const unit = join(user, '.config/systemd/user/adjutant.service');
  return { user, first, second, asked, service, unit };
}

test('tells whose home the service runs', async () => {
  const { first, second, service } = await openUser();
  expect(await service.status(first)).toMatchObject({ installed: false, home: null });
  await service.install(first);
  const seen = await service.status(second);
  expect(seen).toMatchObject({ installed: true, home: first });
  expect(describeService(seen)).toContain(`for the home ${first}\n`);
});

test.each(['install', 'remove'] as const)(
  'refuses to %s over that of another home',
  async (what) => {
    const { first, second, asked, service, unit } = await openUser();
    await service.install(first);
    const before = await readFile(unit, 'utf8');
    await expect(service[what](second)).rejects.toMatchObject({
      code: 'SERVICE_OTHER',
      message: expect.stringContaining(first),
    });
    expect(await readFile(unit, 'utf8')).toBe(before);
    expect(asked).toEqual(['start']);
  },
);

test('a home by another name is the same one, and one that is gone can be taken away by its name', async () => {
  const { user, first, second, asked, service } = await openUser();
  await service.install(first);
  await symlink(first, join(user, 'link'));
  await service.install(join(user, 'link'));
  await rm(join(user, 'link'));
  await service.remove(join(user, 'link'));
  expect(await service.install(second)).toMatchObject({ home: second });
  expect(asked).toEqual(['start', 'restart', 'disable', 'start']);
});

test('a service whose home cannot be told does not stand for the one that runs on ours', async () => {
  const { first, service, unit } = await openUser();
  await service.install(first);
  const text = await readFile(unit, 'utf8');
  await writeFile(unit, text.replace(/^ExecStart=.*$/mu, 'ExecStart=/opt/mine'));
  expect(await service.status(first)).toMatchObject({ installed: true, home: null });
  const lock = takeInstanceLock(first);
  await expect(service.install(first)).rejects.toMatchObject({ code: 'HOME_TAKEN' });
  lock?.close();
  expect(await service.install(first)).toMatchObject({ home: first });
});
