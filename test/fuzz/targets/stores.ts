import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { silentLogger } from '../../../main/base/log.ts';
import { controlAddress, tokenPath } from '../../../main/control/address.ts';
import { controlCommands } from '../../../main/control/contract.ts';
import { openControlServer } from '../../../main/control/control-server.ts';
import type { ControlHandlers } from '../../../main/control/control-server.ts';
import { loadSettings } from '../../../main/settings/load-settings.ts';
import { readArchive } from '../../../main/store/backup/read-archive.ts';
import { StoreError } from '../../../shared/errors.ts';
import { settingKeys } from '../../../shared/settings.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const commands = Object.keys(controlCommands);

/** What comes in by a file or by the socket of the commands. */
export const storeTargets: readonly Target[] = [
  { name: 'settings-file', kind: 'json', read: readSettings, words: settingKeys, cost: 3 },
  { name: 'backup', kind: 'bytes', read: readBackup, errors: [StoreError], cost: 5 },
  { name: 'backup-packed', kind: 'bytes', read: readPacked, errors: [StoreError], cost: 5 },
  {
    name: 'control-frame',
    kind: 'json',
    read: readControl,
    words: [...commands, '\n', 'TOKEN'],
    cost: 5,
  },
];

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-fuzz-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readSettings(input: Buffer): Promise<unknown> {
  return inFolder(async (home) => {
    writeFileSync(join(home, 'settings.json'), input);
    const { settings, problems } = await loadSettings({ home, env: {} });
    must(
      settingKeys.every((key) => settings[key] !== undefined),
      'a setting is missing',
    );
    must(
      problems.every(({ message }) => message.length < 2000),
      'a problem is told at length',
    );
    return null;
  });
}

/** A plain archive, packed here: what is damaged after packing is found by its sum alone. */
function readBackup(input: Buffer): Promise<unknown> {
  return readPacked(gzipSync(input, { level: 1 }));
}

function readPacked(input: Buffer): Promise<unknown> {
  return inFolder(async (root) => {
    const path = join(root, 'a.backup');
    writeFileSync(path, input);
    try {
      return (await readArchive(path, { folder: join(root, 'out') })).files.length;
    } finally {
      const beside = readdirSync(root).filter((name) => name !== 'out' && name !== 'a.backup');
      must(beside.length === 0, 'a backup is unpacked outside of its folder');
    }
  });
}

async function readControl(input: Buffer): Promise<unknown> {
  const { address, token } = await door();
  const socket = connect(address);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  const text = input.toString('latin1').replaceAll('TOKEN', token);
  socket.end(Buffer.from(text, 'latin1'));
  await closed;
  const lines = Buffer.concat(chunks).toString('utf8').split('\n').slice(0, -1);
  for (const line of lines) checkFrame(JSON.parse(line) as ReadonlyFrame, text);
  return null;
}

type ReadonlyFrame = { readonly type: string; readonly error?: { readonly code: string } };

function checkFrame({ type, error }: ReadonlyFrame, text: string): void {
  must(
    ['item', 'done', 'error', 'working'].includes(type),
    'the socket answers with what is no frame',
  );
  must(
    error === undefined || error.code.startsWith('CONTROL_'),
    'a command ends in an error of ours',
  );
  must(type !== 'item' || text.includes('token'), 'a command is done without the token');
}

let opened: Promise<{ readonly address: string; readonly token: string }> | null = null;

/** One for all runs; it ends with the thread. */
function door() {
  opened ??= openDoor();
  return opened;
}

async function openDoor() {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-fuzz-'));
  const handlers = Object.fromEntries(
    commands.map((name) => [
      name,
      (args: unknown, { tell }: { readonly tell: (value: unknown) => void }) => {
        tell(args);
        return Promise.resolve();
      },
    ]),
  ) as unknown as ControlHandlers;
  await openControlServer({ home, handlers, log: silentLogger });
  const [token = ''] = readFileSync(tokenPath(home), 'utf8').split('\n');
  return { address: controlAddress(home), token };
}
