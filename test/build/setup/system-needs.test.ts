import { describe, expect, test } from 'vitest';
import {
  browserPath,
  missingForChecks,
  missingForKeychain,
} from '../../../build/setup/system-needs.mjs';

type System = {
  platform?: string;
  programs?: string[];
  files?: string[];
  libsecret?: boolean;
  radicale?: boolean;
};

function probe(system: System) {
  const { platform = 'linux', programs = [], files = [], libsecret, radicale } = system;
  return {
    platform,
    programPath: (name: string) => (programs.includes(name) ? `/usr/bin/${name}` : null),
    hasFile: (path: string) => files.includes(path),
    answersYes: (command: readonly string[]) =>
      command[0]?.endsWith('python3') ? radicale === true : libsecret === true,
  };
}

describe('for the keychain', () => {
  test('a bare Linux lacks everything', () => {
    const all = ['compiler', 'make', 'python', 'pkg-config', 'libsecret'];
    expect(missingForKeychain(probe({}))).toEqual(all);
  });

  test('the library is asked of pkg-config', () => {
    const programs = ['clang++', 'make', 'python3', 'pkg-config'];
    expect(missingForKeychain(probe({ programs }))).toEqual(['libsecret']);
    expect(missingForKeychain(probe({ programs, libsecret: true }))).toEqual([]);
  });

  test('no other system lacks a library', () => {
    expect(missingForKeychain(probe({ platform: 'darwin' }))).toEqual([]);
  });
});

describe('for the checks', () => {
  test('a browser, a keyring with its bus and a calendar server are needed', () => {
    expect(missingForChecks(probe({}))).toEqual(['browser', 'keyring', 'calendar']);
    const programs = ['chromium', 'gnome-keyring-daemon', 'python3'];
    expect(missingForChecks(probe({ programs }))).toEqual(['keyring', 'calendar']);
    expect(missingForChecks(probe({ programs, radicale: true }))).toEqual(['keyring']);
  });

  test('any of the known browsers will do', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(browserPath(probe({ programs: ['google-chrome'] }))).toBe('/usr/bin/google-chrome');
    expect(browserPath(probe({ platform: 'darwin', files: [chrome] }))).toBe(chrome);
    expect(missingForChecks(probe({ platform: 'darwin', files: [chrome] }))).toEqual([]);
  });
});
