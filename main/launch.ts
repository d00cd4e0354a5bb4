import { launchKind } from './control/launch-kind.ts';
import { startArguments } from './desktop/startup.ts';

// What the runtime loads first. A package has one binary, which is the app and its commands: with its fuse "run as node"
// off it runs nothing else. The runtime waits for this module with everything of the desktop (display, dock, keys, its own
// lock), so a command ends before any of that begins and works where there is no display.

const isPackaged = !('defaultApp' in process && process.defaultApp === true);
const args = startArguments(process.argv, isPackaged);

if (launchKind(args) === 'command') {
  // Where every program of Node finds its arguments.
  process.argv.splice(1, Infinity, import.meta.filename, ...args);
  await import('./cli.ts');
} else {
  await import('./desktop.ts');
}
