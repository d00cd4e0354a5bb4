import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt, entries } from './built-app.ts';
import { runCli } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

/** What the service manager would do; it writes down what it is asked. */
const systemctl = `#!/bin/sh
echo "$*" >> "$HOME/asked"
case "$2" in
  is-active) if [ -e "$HOME/active" ]; then echo active; else echo inactive; exit 3; fi ;;
  is-enabled) if [ -e "$HOME/active" ]; then echo enabled; else echo disabled; exit 1; fi ;;
  start) [ ! -e "$HOME/broken" ] || { echo "Job failed." >&2; exit 1; }; touch "$HOME/active" ;;
  disable) rm -f "$HOME/active" ;;
  show-environment) [ ! -e "$HOME/nobody" ] || { echo "Failed to connect to bus" >&2; exit 1; } ;;
esac
`;

/** A user with a service manager of their own. */
async function openUser() {
  const user = await temporaryHome();
  const bin = join(user.path, 'bin');
  await mkdir(bin);
  for (const [name, text] of [
    ['systemctl', systemctl],
    ['loginctl', '#!/bin/sh\necho no\n'],
  ] as const) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }
  const home = join(user.path, 'my home');
  const unit = join(user.path, '.config/systemd/user/adjutant.service');
  const env = { HOME: user.path, PATH: `${bin}:${process.env['PATH']}` };
  return {
    path: user.path,
    home,
    unit,
    touch: (name: string) => writeFile(join(user.path, name), ''),
    asked: async () => (await readFile(join(user.path, 'asked'), 'utf8')).trim().split('\n'),
    service: (action: string) => runCli(['service', action, '--home', home, '--json'], { env }),
    [Symbol.asyncDispose]: () => user[Symbol.asyncDispose](),
  };
}

/** The words of a line of systemd that has quotes and nothing else that is special. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"(?<word>[^"]*)"/gu)].map(({ groups }) => groups?.['word'] ?? '');

/** What systemd itself has to say of a unit; nothing where it is not there to ask. */
function complaintsOf(unit: string, runtime: string): string {
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
  const asked = spawnSync('systemd-analyze', ['--user', 'verify', unit], { encoding: 'utf8', env });
  return asked.error === undefined ? asked.stderr : '';
}

const onLinux = process.platform === 'linux';
const title = onLinux ? '' : ' (skipped: systemd is on Linux only)';

test.runIf(onLinux)(`a service is installed, told of and removed${title}`, async () => {
  await using user = await openUser();
  expect(JSON.parse((await user.service('status')).out)).toMatchObject({ installed: false });
  const installed = await user.service('install');
  expect([installed.code, installed.err]).toEqual([0, '']);
  expect(JSON.parse(installed.out)).toEqual({
    ...{ path: user.unit, installed: true, active: 'active', enabled: 'enabled', lingers: false },
    home: user.home,
    environmentFile: join(user.home, 'service.env'),
  });
  expect((await user.asked()).filter((line) => !/ is-| show-/u.test(line))).toEqual([
    '--user daemon-reload',
    '--user enable adjutant.service',
    '--user start adjutant.service',
  ]);
  const unit = await readFile(user.unit, 'utf8');
  expect(complaintsOf(user.unit, user.path)).toBe('');

  // The command of the unit is one that starts, with hardly an environment, and stops in order.
  const line = unit.split('\n').find((text) => text.startsWith('ExecStart=')) ?? '';
  const [program = '', ...words] = wordsOf(line);
  expect(words).toContain(entries.headless);
  const child = spawn(program, words, {
    env: { HOME: user.path, PATH: '/usr/bin:/bin', ADJUTANT_KEYCHAIN: 'off' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const first = await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(JSON.parse(String(first))).toMatchObject({ event: 'ready', pid: child.pid });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);

  const again = await user.service('install');
  expect(again.code).toBe(0);
  expect(await user.asked()).toContain('--user restart adjutant.service');
  const removed = await user.service('remove');
  expect(JSON.parse(removed.out)).toMatchObject({ installed: false, active: 'inactive' });
  expect((await user.service('remove')).code).toBe(0);
});

test.runIf(onLinux)(`a service is refused before anything is written${title}`, async () => {
  await using user = await openUser();
  const refusedFor = async (reason: RegExp): Promise<void> => {
    const { code, out, err } = await user.service('install');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(reason);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  };
  await user.touch('nobody');
  await refusedFor(/does not answer/u);
  spawnSync('rm', [join(user.path, 'nobody')]);

  await mkdir(join(user.path, '.config/systemd/user'), { recursive: true });
  await writeFile(user.unit, '[Service]\nExecStart=/bin/true\n');
  await refusedFor(/not written by this command/u);
  expect((await user.service('remove')).code).toBe(1);
  expect(await readFile(user.unit, 'utf8')).toContain('/bin/true');
  spawnSync('rm', [user.unit]);

  await writeFile(join(user.home, 'service.env'), 'ADJUTANT_LLM_KEY=x\n', { mode: 0o644 });
  await refusedFor(/Others may read/u);
  await chmod(join(user.home, 'service.env'), 0o600);

  await using app = await startInstance({ home: user.home });
  await refusedFor(/runs on this home already/u);
  expect((await app.cli(['quit'])).code).toBe(0);
  await app.exited;
  expect((await user.asked()).filter((line) => !/ is-| show-/u.test(line))).toEqual([]);

  await user.touch('broken');
  await refusedFor(/start adjutant\.service failed: Job failed/u);
  expect((await user.service('install please')).code).toBe(2);
});
