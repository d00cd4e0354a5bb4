import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Logger } from '../../../main/base/log.ts';
import { controlAddress, prepareAddress, tokenPath } from '../../../main/control/address.ts';
import { askInstance, NotRunningError } from '../../../main/control/control-client.ts';
import { controlCommands } from '../../../main/control/contract.ts';
import type { ControlHandlers, ControlServer } from '../../../main/control/control-server.ts';
import { openControlServer } from '../../../main/control/control-server.ts';
import { RefusedError } from '../../../shared/errors.ts';

const log: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => log,
};
const quiet = async (): Promise<void> => {};
const silent = Object.fromEntries(Object.keys(controlCommands).map((name) => [name, quiet]));
const handlers: ControlHandlers = {
  ...(silent as unknown as ControlHandlers),
  status: async (_args, { tell }) => tell({ version: '1' }),
  say: async ({ text }, { tell }) => {
    for (const word of text.split(' ')) tell({ type: 'text', text: word });
  },
  turns: () => Promise.reject(new Error('words that are private')),
  pause: () => Promise.reject(new RefusedError('FIXED', 'It is fixed.', 'Unfix it.')),
};

let home = '';
let server: ControlServer | null = null;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-control-'));
});
afterEach(async () => {
  await server?.close();
  server = null;
  await rm(home, { recursive: true });
});

async function open(own: Partial<ControlHandlers> = {}): Promise<void> {
  server = await openControlServer({ home, handlers: { ...handlers, ...own }, log });
}

async function ask(command: 'status' | 'turns' | 'pause' | 'quit', silenceMs = 2000) {
  const items: unknown[] = [];
  const request = command === 'turns' ? { command, args: { last: 1 } } : { command, args: {} };
  const onItem = (value: unknown): void => void items.push(value);
  await askInstance(home, request, { onItem, silenceMs });
  return items;
}

/** Writes to the control address by hand; everything that is answered. */
function talk(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(controlAddress(home), () => void socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

describe('the control server', () => {
  test('streams what a command tells', async () => {
    await open();
    expect(await ask('status')).toEqual([{ version: '1' }]);
    const items: unknown[] = [];
    const request = { command: 'say', args: { text: 'Grüße an alle' } } as const;
    await askInstance(home, request, { onItem: (value) => void items.push(value) });
    expect(items).toEqual(['Grüße', 'an', 'alle'].map((text) => ({ type: 'text', text })));
  });

  test('passes on a refusal with its remedy, and nothing private of a failure', async () => {
    await open();
    await expect(ask('pause')).rejects.toMatchObject({ code: 'FIXED', remedy: 'Unfix it.' });
    await expect(ask('turns')).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.not.stringContaining('private') as string,
    });
  });

  test.each([
    ['no JSON', () => 'hello\n'],
    ['no token', () => '{"command":"status","args":{}}\n'],
    ['a wrong token', () => '{"token":"x","command":"status","args":{}}\n'],
    [
      'a command of every object',
      (token: string) => `{"token":"${token}","command":"constructor"}\n`,
    ],
    ['wrong arguments', (token: string) => `{"token":"${token}","command":"say","args":{}}\n`],
  ])('refuses %s and goes on', async (_what, line) => {
    await open();
    const [token = ''] = (await readFile(tokenPath(home), 'utf8')).split('\n');
    expect(await talk(line(token))).toMatch(/^\{"type":"error",/);
    expect(await ask('status')).toHaveLength(1);
  });

  test('does one command a connection, whatever follows it', async () => {
    await open();
    const [token = ''] = (await readFile(tokenPath(home), 'utf8')).split('\n');
    const line = `{"token":"${token}","command":"status","args":{}}\n`;
    const answers = await talk(line + line + 'garbage\n'.repeat(1000));
    expect(answers.match(/"type":"(?:item|done|error)"/gu)).toEqual([
      '"type":"item"',
      '"type":"done"',
    ]);
  });

  test('cuts off a peer that never ends its line', async () => {
    await open();
    expect(await talk('x'.repeat(5 * 1024 * 1024))).toBe('');
    expect(await ask('status')).toHaveLength(1);
  });

  test('tells a handler that the asking side left', async () => {
    const left = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await open({
      status: async (_args, { signal }) => {
        signal.addEventListener('abort', () => left.resolve());
        asked.resolve();
        await left.promise;
      },
    });
    const waiting = ask('status', 50);
    await asked.promise;
    await expect(waiting).rejects.toMatchObject({ code: 'CONTROL_SILENT' });
    await left.promise;
  });

  test('listens where only its owner may look, and over what a crash left', async () => {
    await mkdir(join(home, 'run'), { mode: 0o777 });
    await writeFile(controlAddress(home), 'stale');
    await open();
    expect((await stat(join(home, 'run'))).mode & 0o777).toBe(0o700);
    expect((await stat(tokenPath(home))).mode & 0o777).toBe(0o600);
    expect(await ask('status')).toHaveLength(1);
  });

  test('closes with a peer connected, after which there is no instance', async () => {
    await open();
    const peer = connect(controlAddress(home));
    await new Promise((resolve) => peer.once('connect', resolve));
    const closed = new Promise((resolve) => peer.once('close', resolve));
    await server?.close();
    await closed;
    await expect(ask('status')).rejects.toBeInstanceOf(NotRunningError);
  });
});

describe('the control client', () => {
  let stranger: Server | null = null;
  afterEach(() => {
    stranger?.close();
  });

  async function standIn(serve: (socket: Socket) => void): Promise<void> {
    await prepareAddress(controlAddress(home));
    await writeFile(tokenPath(home), `token\n${controlAddress(home)}\n`);
    stranger = createServer(serve);
    await new Promise<void>((resolve) => stranger?.listen(controlAddress(home), resolve));
  }

  test('finds no instance in a home that never had one', async () => {
    await expect(ask('status')).rejects.toBeInstanceOf(NotRunningError);
  });

  test.each(['garbage\n', '{"type":"dance"}\n', '[]\n'])(
    'does not break on an answer that is not understood: %s',
    async (answer) => {
      await standIn((socket) => void socket.write(answer));
      await expect(ask('status')).rejects.toMatchObject({ code: 'CONTROL_UNREADABLE' });
    },
  );

  test('finds no instance in a home that is a file, or lies below one', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')]) {
      const asked = askInstance(path, { command: 'status', args: {} }, { onItem: () => {} });
      await expect(asked).rejects.toBeInstanceOf(NotRunningError);
    }
  });

  test('finds the instance of a home with the end of a line in its name', async () => {
    const parent = home;
    home = join(parent, 'two\nlines');
    await mkdir(home, { mode: 0o700 });
    await open();
    expect(await ask('status')).toEqual([{ version: '1' }]);
    await server?.close();
    server = null;
    home = parent;
  });

  test('gives up on an instance that is silent, and on one that goes away', async () => {
    await standIn((socket) => void socket.on('error', () => {}));
    await expect(ask('status', 50)).rejects.toMatchObject({ code: 'CONTROL_SILENT' });
    stranger?.removeAllListeners('connection').on('connection', (socket: Socket) => {
      socket.destroy();
    });
    await expect(ask('status')).rejects.toMatchObject({ code: 'CONTROL_ENDED' });
  });
});

describe('the control address', () => {
  test('fits every system, is the same each time, and differs between homes', () => {
    const long = `/${'a'.repeat(200)}`;
    expect(controlAddress('/home/a')).toBe(join('/home/a', 'run', 'control.sock'));
    for (const path of ['/home/a', long]) {
      expect(Buffer.byteLength(controlAddress(path, { temporary: '/tmp' }))).toBeLessThan(104);
    }
    expect(controlAddress(long)).toBe(controlAddress(long));
    expect(controlAddress(long)).not.toBe(controlAddress(`${long}b`));
    expect(controlAddress('C:\\x', { platform: 'win32' })).toMatch(
      /^\\\\\.\\pipe\\adjutant-\w{16}$/,
    );
  });

  test('is not taken in a folder that is none', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    await expect(prepareAddress(join(file, 'control.sock'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) as string,
    });
  });
});
