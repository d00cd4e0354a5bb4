import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { usage } from '../main/control/command-line.ts';
import { secretNames } from '../main/settings/ports.ts';
import { secretVariables } from '../main/settings/secret-names.ts';
import { settingDefinitions, settingKeys, variableFor } from '../shared/settings.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const rows = readme.split('\n').filter((line) => line.startsWith('|'));

describe('the README', () => {
  test.each(settingKeys)('has a row for %s with its variable and what it is for', (key) => {
    const row = rows.find((line) => line.startsWith(`| \`${key}\` `)) ?? '';
    expect(row).toContain(`\`${variableFor(key)}\``);
    expect(row).toContain(settingDefinitions[key].doc);
  });

  test('names every variable of a secret', () => {
    const missing = Object.keys(secretVariables).filter((name) => !readme.includes(name));
    expect(missing).toEqual([]);
  });

  test('names every secret', () => {
    const missing = secretNames.filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  test('has every command of the command line', () => {
    const commands = usage
      .split('\n')
      .slice(2)
      .flatMap((line) => /^ {2}(?<name>[a-z]+(?: [a-z]+)?)/.exec(line)?.groups?.['name'] ?? []);
    expect(commands.length).toBeGreaterThan(10);
    const missing = commands.filter((name) => !rows.some((row) => row.includes(`\`${name}`)));
    expect(missing).toEqual([]);
  });
});
