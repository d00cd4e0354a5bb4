import { systemClock } from '../../../main/base/clock.ts';
import type { ChildProcessStarter } from '../../../main/base/child-process.ts';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import { KeytarProcess } from '../../../main/settings/keytar-process.ts';
import { KeytarSecrets } from '../../../main/settings/keytar-secrets.ts';

// Asks a keychain that hangs, prints the id of the child that waits for it, and exits if told so.
const [script = '', how = ''] = process.argv.slice(2);
const inner = createForkStarter();
let pid: number | undefined;
const starter: ChildProcessStarter = {
  start: (path, options) => {
    const child = inner.start(path, options);
    pid = child.pid;
    return child;
  },
};
const env = process.env;
const keytar = new KeytarProcess({ starter, script, env, clock: systemClock });
const load = async (): Promise<KeytarProcess> => keytar;
const store = new KeytarSecrets({ home: '/x', clock: systemClock, load, limitMs: 300 });
store.get('llm-key').catch(() => {
  process.stdout.write(`${pid}\n`, () => {
    if (how === 'exit') process.exit(0);
  });
});
