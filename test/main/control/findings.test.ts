import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../main/control/command-line.ts';
import { notInOrder } from '../../../main/control/findings.ts';
import { createPrinter } from '../../../main/control/printer.ts';
import type { DoctorItem } from '../../../shared/doctor.ts';

const items: readonly DoctorItem[] = [
  { hop: 'keychain', ok: true, detail: 'Open.', remedy: '' },
  { hop: 'model', waiting: true },
  { hop: 'model', ok: false, detail: 'The key is refused.', remedy: 'Set the right one.' },
];

/** What was printed after each item, and at the end. */
function print(argv: readonly string[]): readonly string[] {
  const line = parseCommandLine(argv);
  if (line === null) throw new Error('help');
  const printed = [''];
  const printer = createPrinter(line, (text) => (printed[printed.length - 1] += text));
  for (const item of items) {
    printer.item(item);
    printed.push('');
  }
  printer.end();
  return printed;
}

describe('what the doctor found', () => {
  test('is shown hop by hop, with what takes its time and the remedy below', () => {
    expect(print(['doctor'])).toEqual([
      '✓ keychain                 Open.\n',
      '… model                    is being looked at\n',
      '✗ model                    The key is refused.\n                           → Set the right one.\n',
      '',
    ]);
  });

  test('is one list of findings as JSON', () => {
    const [first, , third] = items;
    expect(print(['doctor', '--json'])).toEqual([
      ...['', '', ''],
      `${JSON.stringify([first, third])}\n`,
    ]);
  });

  test('ends with a sentence that names what is not in order', () => {
    expect(notInOrder(['model']).message).toBe('One hop is not in order: model.');
    expect(notInOrder(['model', 'tunnel']).message).toBe('2 hops are not in order: model, tunnel.');
  });

  test('takes no further words', () => {
    expect(() => parseCommandLine(['doctor', 'model'])).toThrow('takes no further words');
  });
});
