import { expect, test } from 'vitest';
import { launchKind } from '../../../main/control/launch-kind.ts';

test.each([
  [[]],
  [['--hidden']],
  [['--home', '/h', '--rehearsal']],
  [['--port', '0', '--no-open']],
  [['adjutant://compose?text=hello']],
  [['--hidden', 'ADJUTANT://show']],
])('%j is a start', (args) => {
  expect(launchKind(args)).toBe('desktop');
});

test.each([
  [['status']],
  [['--home', '/h', 'status', '--json']],
  [['say', 'adjutant://compose']],
  [['help']],
  [['--help']],
  [['-h']],
  // A command line can be wrong; a start that swallows it would open a window instead of saying so.
  [['no-such-command']],
  [['--json', 'status']],
])('%j is a command', (args) => {
  expect(launchKind(args)).toBe('command');
});
