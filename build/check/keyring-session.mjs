import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// Runs on a message bus of its own: starts an unlocked keyring, runs the command of its arguments, and ends both.
// The keyring stays a child of ours (`--foreground`); as a daemon it would outlive the bus.

const readyMs = 5_000;
const control = join(process.env['XDG_RUNTIME_DIR'] ?? '', 'keyring/control');
const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
const toBus = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/'];

const [program = '', ...args] = process.argv.slice(2);
const keyring = spawn(
  'gnome-keyring-daemon',
  ['--foreground', '--unlock', '--components=secrets'],
  {
    stdio: ['pipe', 'ignore', 'ignore'],
  },
);
keyring.on('error', () => {
  // Cannot be started: it never gets ready, which is answered below.
});
keyring.stdin.on('error', () => {
  // Gone before it read the password: the same.
});
keyring.stdin.end('tests');
if (await becomesReady()) {
  const command = spawn(program, args, { stdio: 'inherit' });
  const [code] = await once(command, 'exit').catch(() => [1]);
  process.exitCode = typeof code === 'number' ? code : 1;
} else {
  process.exitCode = 1;
}
keyring.kill('SIGKILL');

/** The daemon says nothing in the foreground; its socket and its name on the bus tell. */
async function becomesReady() {
  for (let waitedMs = 0; waitedMs < readyMs; waitedMs += 25) {
    if (keyring.exitCode !== null) return false;
    if (existsSync(control) && isOnBus()) return true;
    await delay(25);
  }
  return false;
}

function isOnBus() {
  const answer = spawnSync('dbus-send', [...toBus, ...question], { encoding: 'utf8' });
  // Without that program the socket must be enough.
  return answer.error !== undefined || answer.stdout.includes('true');
}
