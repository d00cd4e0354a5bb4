import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  arePackagesInstalled,
  fitsLock,
  markPackagesInstalled,
} from '../../../build/setup/installed-packages.mjs';

const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0', integrity: 'x' },
  'node_modules/native-mac': { version: '1.0.0', optional: true },
};

describe('what is installed', () => {
  test('fits when only optional packages are absent', () => {
    expect(fitsLock(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } })).toBe(true);
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['other content', { 'node_modules/a': { version: '1.0.0', integrity: 'y' } }],
    ['an absent package', {}],
    ['a package too many', { ...wanted, 'node_modules/b': { version: '1.0.0' } }],
  ])('does not fit with %s', (_name, installed) => {
    expect(fitsLock(wanted, installed)).toBe(false);
  });

  test('fits with what an install script put below its own package', () => {
    const extra = { 'node_modules/a/node_modules/b': { version: '1.0.0' } };
    expect(fitsLock(wanted, { 'node_modules/a': { version: '1.0.0' }, ...extra })).toBe(true);
  });
});

describe('a clone', () => {
  let root = '';
  const record = () => join(root, 'node_modules/.package-lock.json');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'clone-'));
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    writeFileSync(
      record(),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('is installed when somebody ran npm by hand', () => {
    expect(arePackagesInstalled(root)).toBe(true);
  });

  test('is not when npm was killed before it wrote its record, or while it did', () => {
    writeFileSync(record(), '{"packages"');
    expect(arePackagesInstalled(root)).toBe(false);
    rmSync(record());
    expect(arePackagesInstalled(root)).toBe(false);
  });

  test('is not when the lock file changes, although it was marked', () => {
    markPackagesInstalled(root);
    const next = { ...wanted, 'node_modules/b': { version: '1.0.0' } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: next }));
    expect(arePackagesInstalled(root)).toBe(false);
  });

  test('is looked at again after npm ran', () => {
    markPackagesInstalled(root);
    writeFileSync(record(), JSON.stringify({ packages: {} }));
    utimesSync(record(), 1, 1);
    expect(arePackagesInstalled(root)).toBe(false);
  });
});
