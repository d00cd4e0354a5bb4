import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { DesktopProcess } from '../../app/desktop-process.ts';

const script = fileURLToPath(
  new URL('../../fakes/electron/programs/child-host.ts', import.meta.url),
);

async function launch(childScript = ''): Promise<DesktopProcess> {
  const host = new DesktopProcess(script, [], { SECRET: 'of the parent' });
  onTestFinished(async () => {
    host.kill('SIGKILL');
    await host.exited;
  });
  await host.until('up');
  await host.do('start', childScript);
  return host;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
}

test('a real child hears and answers over its port, and has no environment but its own', async () => {
  const host = await launch();
  await host.until('from-child', (message) => message === 'up');
  const answer = host.next('from-child');
  await host.do('send', { open: 1 });
  expect(await answer).toEqual({
    data: { open: 1 },
    env: { ONLY: 'this' },
    hasSend: false,
  });
});

test('a kill ends a child that outlives SIGTERM, and its exit is told once', async () => {
  const host = await launch();
  await host.until('from-child');
  const { pid } = (await host.until('child')) as { pid: number };
  expect(isRunning(pid)).toBe(true);
  await host.do('kill');
  await host.until('child-exit');
  expect(isRunning(pid)).toBe(false);
  await host.do('kill');
  expect(host.all('child-exit')).toHaveLength(1);
});

test('a script that does not exist is a child that ended', async () => {
  const host = await launch('/nowhere/child.js');
  expect(await host.until('child-exit')).toBe(1);
});
