import { spawn, spawnSync } from 'node:child_process';

// Runs the command of its arguments and ends it when whoever started us is gone, even by `kill -9`: an npm left behind
// would go on changing node_modules under the next set-up. Our standard input is the line to the starter.

const [program = '', ...args] = process.argv.slice(2);
// The shell is for npm.cmd alone, which Windows starts no other way; its arguments are ours.
const shell = process.platform === 'win32' && program.endsWith('.cmd');
const child = spawn(program, args, { shell, stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.on('error', endAll).on('close', endAll).resume();

/** All of us: the command, what it started, and ourselves. */
function endAll() {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/T', '/F', '/PID', String(child.pid)]);
    process.exit(1);
  }
  // 0 is our own group, which the starter made for us.
  process.kill(0, 'SIGKILL');
}
