import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import { silentLogger } from '../../../../main/base/log.ts';
import { UtilityStarter } from '../../../../main/desktop/utility-starter.ts';
import { onCommand, record } from '../control.ts';

// Runs on the double and starts one real child the way the desktop app does; the test says when.
const starter = new UtilityStarter({ utilityProcess, log: silentLogger });

onCommand('start', (script: string) => {
  const path = script === '' ? fileURLToPath(new URL('./echo-child.ts', import.meta.url)) : script;
  const child = starter.start(path, { name: 'echo', env: { ONLY: 'this' } });
  child.onMessage((message) => record('from-child', message));
  child.onExit((code) => record('child-exit', code));
  onCommand('send', (message: unknown) => child.send(message));
  onCommand('kill', () => child.kill());
});
record('up', {});
