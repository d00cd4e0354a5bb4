import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { LogFields, Logger } from '../../../main/base/log.ts';
import { crashPlace, exitOnCrash } from '../../../main/base/crash.ts';
import type { CrashOptions } from '../../../main/base/crash.ts';

function run(uptimeS = 5) {
  const done: string[] = [];
  const fields: LogFields[] = [];
  const streams = { stdout: new EventEmitter(), stderr: new EventEmitter() };
  const process = Object.assign(new EventEmitter(), streams, { uptime: () => uptimeS });
  const log: Logger = {
    ...silentLogger,
    error: (_sentence, given = {}) => void fields.push(given),
  };
  const app = {
    relaunch: () => done.push('relaunch'),
    exit: (code: number) => done.push(`${code}`),
  };
  exitOnCrash({
    process: process as unknown as CrashOptions['process'],
    app,
    log,
  });
  return { process, done, fields };
}

test.each(['uncaughtException', 'unhandledRejection'])('%s ends the app with 1', (name) => {
  const { process, done } = run();
  process.emit(name, new TypeError('of something private'));
  expect(done).toEqual(['1']);
});

test('what ran for a minute is started again', () => {
  const { process, done } = run(60);
  process.emit('uncaughtException', new Error());
  expect(done).toEqual(['relaunch', '1']);
});

test('a cancellation that nobody awaits is no crash', () => {
  const { process, done } = run();
  process.emit('unhandledRejection', new DOMException('closed', 'AbortError'));
  expect(done).toEqual([]);
});

test('a terminal that was closed is no crash', () => {
  const { process, done } = run();
  process.stdout.emit('error', new Error('EPIPE'));
  process.stderr.emit('error', new Error('EPIPE'));
  expect(done).toEqual([]);
});

test('the log gets the class and the place, and the text only as private', () => {
  const { process, fields } = run();
  process.emit('uncaughtException', new TypeError('of something private'));
  const { private: hidden, ...open } = fields[0] ?? {};
  expect(open).toMatchObject({ error: 'TypeError' });
  expect(open.place).toContainEqual(expect.stringMatching(/crash\.test\.ts:\d+:\d+/));
  expect(JSON.stringify(open)).not.toContain('private');
  expect(hidden).toEqual({ message: 'of something private' });
});

test('a place has functions, files and lines, but no folders and no words of the error', () => {
  const error = new Error('words\n    at a meeting');
  error.stack = [
    'Error: words',
    '    at a meeting',
    '    at open (file:///home/someone/app/out/main/desktop.js:12:3)',
    '    at C:\\Users\\someone\\app\\desktop.js:4:1',
    '    at async Promise.all (index 0)',
  ].join('\n');
  expect(crashPlace(error)).toEqual([
    'at open (desktop.js:12:3)',
    'at desktop.js:4:1',
    'at async Promise.all (index 0)',
  ]);
  expect(crashPlace('no error')).toEqual([]);
});
