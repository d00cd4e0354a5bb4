import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCycle, importFault } from './architecture/import-rules.ts';
import { parseSource } from './architecture/source-file.ts';
import type { SourceFile } from './architecture/source-file.ts';
import * as text from './architecture/text-rules.ts';
import type { TextRule } from './architecture/text-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const product = readFolders('main', 'renderer', 'shared');
const all = [...product, ...readFolders('build', 'test'), ...readRootFiles()];

describe('the imports', () => {
  test('keep to the table of who may import whom', () => {
    expect(product.length).toBeGreaterThan(20);
    expect(product.flatMap(importFaults)).toEqual([]);
  });

  test('form no circle', () => {
    expect(findCycle(product)).toBeNull();
  });

  test.each([
    ['shared/a.ts', "import fs from 'node:fs';"],
    ['shared/a.ts', "import { b } from '../main/base/clock.ts';"],
    ['renderer/a.tsx', "import { b } from '../main/base/clock.ts';"],
    ['renderer/a.tsx', "import type { B } from '../main/thread/ports.ts';"],
    ['renderer/a.tsx', "import { ipcRenderer } from 'electron';"],
    ['renderer/a.tsx', "import path from 'node:path';"],
    ['main/base/a.ts', "import { b } from '../thread/ports.ts';"],
    ['main/base/a.ts', "import { pino } from 'pino';"],
    ['main/base/a.ts', "import { request } from 'undici';"],
    ['main/call/a.ts', "import { b } from '../store/store.ts';"],
    ['main/call/a.ts', "import { b } from '../thread/ports.ts';"],
    ['main/thread/a.ts', "import net from 'node:net';"],
    ['main/agent/a.ts', "import { streamText } from 'ai';"],
    ['main/store/a.ts', "import { b } from '../tunnel/ngrok-tunnel.ts';"],
    ['main/store/a.ts', "import type { B } from '../tunnel/ngrok-tunnel.ts';"],
    ['main/store/a.ts', "const b = await import('../tunnel/ngrok-tunnel.ts');"],
    ['main/store/a.ts', "export * from '../tunnel/ngrok-tunnel.ts';"],
    ['main/store/a.ts', "import ngrok from '@ngrok/ngrok';"],
    ['main/ipc/a.ts', "import { ipcMain } from 'electron';"],
    ['main/doctor/a.ts', "import { openVoipBin } from '../voipbin/telephony.ts';"],
    ['main/doctor/a.ts', "import { request } from 'undici';"],
    ['main/control/a.ts', "import { openStore } from '../store/store.ts';"],
    ['main/desktop/a.ts', "import { openApp } from '../app.ts';"],
    ['main/web/a.ts', "import { app } from 'electron';"],
    ['main/web/a.ts', "import { fastify } from 'fastify';"],
    ['main/cli.ts', "import { openStore } from './store/store.ts';"],
    ['main/command.ts', "import { openStore } from './store/store.ts';"],
    ['main/launch.ts', "import { openApp } from './app.ts';"],
    ['main/launch.ts', "import { app } from 'electron';"],
    ['main/launch.ts', "import './desktop.ts';"],
    ['main/app.ts', "import { windows } from './desktop/windows.ts';"],
    ['main/app.ts', "import { app } from 'electron';"],
    ['main/headless.ts', "import { windows } from './desktop/windows.ts';"],
    ['main/headless.ts', "import { openStore } from './store/store.ts';"],
    ['main/other/a.ts', "import { b } from '../base/clock.ts';"],
  ])('of %s refuse %s', (path, code) => {
    expect(importFaults(parseSource(path, code))).toHaveLength(1);
  });

  test.each([
    ['shared/a.ts', "import { z } from 'zod';"],
    ['main/base/log.ts', "import { pino } from 'pino';"],
    ['main/store/a.ts', "import { type B } from '../thread/ports.ts';"],
    ['main/agent/models/a.ts', "const { streamText } = await import('ai');"],
    ['main/agent/models/a.ts', "import { Pool } from 'undici';"],
    ['main/command.ts', "const { a } = await import('./offline.ts');"],
    ['main/desktop/a.ts', "import { app } from 'electron';"],
  ])('of %s allow %s', (path, code) => {
    expect(importFaults(parseSource(path, code))).toEqual([]);
  });

  test('of three files in a circle are found', () => {
    const circle = [
      parseSource('shared/a.ts', "import { b } from './b.ts';"),
      parseSource('shared/b.ts', "export { c } from './c.ts';"),
      parseSource('shared/c.ts', "import type { A } from './a.ts';"),
    ];
    expect(findCycle(circle)).toEqual(['shared/a.ts', 'shared/b.ts', 'shared/c.ts', 'shared/a.ts']);
  });
});

const rules: readonly (readonly [string, TextRule, path: string, bad: string, good: string])[] = [
  [
    'stays within 300 lines',
    text.staysShort,
    'main/a.ts',
    'x();\n'.repeat(301),
    'x();\n'.repeat(300),
  ],
  ['switches no check off', text.suppressesNothing, 'main/a.ts', '// @ts-ignore: x', '// x'],
  ['switches no lint off', text.suppressesNothing, 'test/a.ts', '/* oxlint-disable */', '/* x */'],
  ['exports by name', text.exportsByName, 'main/a.ts', 'export default 1;', 'export const a = 1;'],
  [
    'keeps the names of the wire in wire.ts',
    text.keepsWireNames,
    'main/carbonvoice/client.ts',
    'const a = message.channel_id;',
    'const a = message.channelId; const tools = { place_call: 1 };',
  ],
  [
    'keeps quoted names of the wire in wire.ts',
    text.keepsWireNames,
    'main/carbonvoice/client.ts',
    "const a = { 'channel_id': 1 };",
    "const a = 'channel_id';",
  ],
  [
    'refers to nothing outside the repository',
    text.staysInside,
    'main/a.ts',
    "import { a } from '../../shared/guides/a.ts';",
    "import { a } from '../shared/a.ts';",
  ],
  ['names no place of one machine', text.staysInside, 'main/a.ts', "f('/work/x')", "f('/home/x')"],
  ['focuses on no test', text.runsEveryTest, 'test/a.test.ts', 'test.only(a);', 'test(a);'],
  [
    'skips no test for good',
    text.runsEveryTest,
    'test/a.test.ts',
    'it.skip(a);',
    'it.skipIf(b)(a);',
  ],
];

describe('every file', () => {
  test.each(rules)('%s', (_name, rule) => {
    // This file holds the bad examples.
    const files = all.filter(({ path }) => path !== 'test/architecture.test.ts');
    expect(files.map(rule).filter((fault) => fault !== null)).toEqual([]);
  });

  test.each(rules)('is checked: a bad example that never "%s" is found', (...row) => {
    const [, rule, path, bad, good] = row;
    expect(rule(parseSource(path, bad))).not.toBeNull();
    expect(rule(parseSource(path, good))).toBeNull();
  });
});

function importFaults(file: SourceFile): readonly string[] {
  return file.imports.map((found) => importFault(file, found)).filter((fault) => fault !== null);
}

function readFolders(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path))
      .map(readSource),
  );
}

function readRootFiles(): readonly SourceFile[] {
  return readdirSync(root)
    .filter((path) => path.endsWith('.ts'))
    .map(readSource);
}

function readSource(path: string): SourceFile {
  return parseSource(path, readFileSync(`${root}${path}`, 'utf8'));
}
