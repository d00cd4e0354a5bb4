import { expect, test } from 'vitest';
import { createLogger, errorFields, silentLogger } from '../../../main/base/log.ts';
import type { LogLevel } from '../../../main/base/log.ts';
import { NetworkError } from '../../../shared/errors.ts';

function setUp(options: { level?: LogLevel; diagnostics?: boolean } = {}) {
  const lines: string[] = [];
  const log = createLogger('app', {
    level: options.level ?? 'info',
    diagnostics: options.diagnostics ?? false,
    write: (line) => void lines.push(line),
  });
  const entries = (): unknown[] => lines.map((line) => JSON.parse(line) as unknown);
  return { log, lines, entries };
}

test('drops private fields at the sink', () => {
  const { log, lines, entries } = setUp();

  log.info('a message came', { messageId: 'm1', private: { text: 'my secret words' } });

  expect(lines.join('')).not.toContain('secret words');
  expect(entries()).toMatchObject([{ part: 'app', messageId: 'm1', msg: 'a message came' }]);
  expect(entries()[0]).not.toHaveProperty('private');
});

test('keeps private fields when diagnostics are on', () => {
  const { log, entries } = setUp({ diagnostics: true });

  log.info('a message came', { private: { text: 'my secret words' } });

  expect(entries()).toMatchObject([{ private: { text: 'my secret words' } }]);
});

test('leaves out what is below its level', () => {
  const { log, entries } = setUp({ level: 'warn' });

  log.debug('d');
  log.info('i');
  log.warn('w');
  log.error('e');

  expect(entries()).toMatchObject([{ msg: 'w' }, { msg: 'e' }]);
});

test('names the part, with the parts above it', () => {
  const { log, entries } = setUp();

  log.child('thread').child('inbox').warn('w');

  expect(entries()).toMatchObject([{ part: 'app.thread.inbox' }]);
});

test('writes one line for each entry, also where fields hold line ends', () => {
  const { log, lines } = setUp({ diagnostics: true });

  log.error('e', { private: { text: 'a\nb' }, code: 'x\ny' });

  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toContain('\n');
});

test('tells of an error its class and code in the open, its text only in private', () => {
  const { log, lines, entries } = setUp();

  log.error('failed', errorFields(new NetworkError('ECONNRESET', 'peer said: hello Anna')));

  expect(lines.join('')).not.toContain('Anna');
  expect(entries()).toMatchObject([{ error: 'AppError', code: 'ECONNRESET' }]);
});

test('tells of what is no error its type only', () => {
  expect(errorFields('words')).toEqual({
    error: 'string',
    code: null,
    private: { message: 'words' },
  });
});

test('has a silent form', () => {
  expect(() => {
    silentLogger.child('a').error('b');
    silentLogger.debug('a');
    silentLogger.info('a');
    silentLogger.warn('a');
  }).not.toThrow();
});
