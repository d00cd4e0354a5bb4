import { expect, test } from 'vitest';
import { parseStartOptions, UsageError } from '../../main/start-options.ts';

test.each([[['--home', '--no-open']], [['--port', '-1']], [['--bogus']], [['word']]])(
  'tells what is wrong with %j in one line',
  (argv) => {
    expect(() => parseStartOptions(argv, {})).toThrow(UsageError);
    expect(() => parseStartOptions(argv, {})).not.toThrow('\n');
  },
);
