import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// Where the fuses of a runtime stand: behind this mark, the version of the layout and how many there are. @electron/fuses.
const mark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const layout = '\u0001';
/** As the runtime is released: on, off, and `r` for one that was removed. */
const released = '10110010r';

/** A folder that a packager takes for a runtime of Electron: everything but the program itself is real. */
export async function writeStandInRuntime(folder: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  const wire = mark + layout + String.fromCharCode(released.length) + released;
  const program = join(folder, 'electron');
  await writeFile(program, `#!/bin/sh\nexit 0\n# ${wire}\n`, 'latin1');
  await chmod(program, 0o755);
  const licence = new URL('../../../node_modules/electron/LICENSE', import.meta.url);
  await copyFile(licence, join(folder, 'LICENSE'));
}
