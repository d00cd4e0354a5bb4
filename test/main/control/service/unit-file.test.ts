import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { homeOfUnit, unitFile, unitMark } from '../../../../main/control/service/unit-file.ts';
import { nodeOptions } from '../../../../main/control/service/node-options.ts';

const facts = {
  node: '/opt/node/bin/node',
  script: '/home/ada/adjutant/out/main/headless.js',
  home: '/home/ada/.config/Adjutant',
  environmentFile: '/home/ada/.config/Adjutant/service.env',
  privateTmp: true,
};
const lineOf = (unit: string, name: string): string | undefined =>
  unit.split('\n').find((line) => line.startsWith(`${name}=`));

test('starts Node itself, restarts after a failure, and stops in order', () => {
  const unit = unitFile(facts);
  expect(unit.startsWith(unitMark)).toBe(true);
  expect(lineOf(unit, 'ExecStart')).toBe(
    'ExecStart="/opt/node/bin/node" "--max-semi-space-size=2" "/home/ada/adjutant/out/main/headless.js" "--headless" "--no-open" "--home" "/home/ada/.config/Adjutant"',
  );
  // The ready line has secrets, and members of some groups may read the journal.
  expect(lineOf(unit, 'StandardOutput')).toBe('StandardOutput=null');
  expect(lineOf(unit, 'Restart')).toBe('Restart=on-failure');
  expect(lineOf(unit, 'KillMode')).toBe('KillMode=mixed');
  expect(lineOf(unit, 'NoNewPrivileges')).toBe('NoNewPrivileges=yes');
  expect(lineOf(unit, 'EnvironmentFile')).toBe(`EnvironmentFile=-${facts.environmentFile}`);
});

test('writes paths so that systemd reads them as they are', () => {
  const home = '/home/a b/100%/$HOME/"x"\\y';
  const unit = unitFile({ ...facts, home, environmentFile: `${home}/service.env` });
  expect(lineOf(unit, 'ExecStart')).toContain(String.raw`"/home/a b/100%%/$$HOME/\"x\"\\y"`);
  expect(lineOf(unit, 'EnvironmentFile')).toContain('/home/a b/100%%/');
  expect(homeOfUnit(unit)).toBe(home);
});

test('leaves the folder for temporary files alone where the way in for commands lies there', () => {
  expect(lineOf(unitFile({ ...facts, privateTmp: false }), 'PrivateTmp')).toBe('PrivateTmp=no');
});

test('runs Node as `npm start` does', () => {
  const file = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: { start: string } };
  expect(scripts.start).toBe(['node', ...nodeOptions, 'build/start.mjs'].join(' '));
});
