import { endProcess } from './base/end-process.ts';
import { runCommand } from './command.ts';

// Whoever reads may stop reading: `adjutant export | head` is no failure.
process.stdout.on('error', () => process.exit(0));
const code = await runCommand(process.argv.slice(2), {
  env: process.env,
  platform: process.platform,
  input: process.stdin,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
});
// A keychain that hangs must not keep the command from ending; what was printed leaves first. Electron begins with the
// desktop as soon as this module is through, so it never is.
await new Promise<never>(() => process.stdout.write('', () => endProcess(code, process)));
