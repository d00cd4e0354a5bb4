import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogger, silentLogger } from '../../../main/base/log.ts';
import { IpcRouter } from '../../../main/ipc/ipc-router.ts';
import type { IpcHandlers } from '../../../main/ipc/ipc-router.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { ipcAnswerSchema, ipcRequests } from '../../../shared/ipc-contract.ts';

function setUp(log = silentLogger) {
  const asked: [string, unknown][] = [];
  const unexpected = (): Promise<never> => Promise.reject(new Error('my secret words'));
  const others = Object.fromEntries(
    Object.keys(ipcRequests).map((name) => [name, unexpected]),
  ) as unknown as IpcHandlers;
  const handlers: IpcHandlers = {
    ...others,
    'thread:page': () => Promise.reject(new NetworkError('X', 'No.', { remedy: 'Wait.' })),
    'message:send': (payload) => {
      asked.push(['message:send', payload]);
      return Promise.resolve({ messageId: 'm1' });
    },
    'agent:set-paused': (payload) => {
      asked.push(['agent:set-paused', payload]);
      return Promise.resolve({});
    },
    'rehearsal:set-fault': () => {
      throw new TypeError('my secret words');
    },
  };
  return { router: new IpcRouter(handlers, log), asked };
}

const id = '6ad6d5ab-91a0-4a8f-9fd3-8e23b4b4a9d1';

test('asks the one handler with what was parsed', async () => {
  const { router, asked } = setUp();

  const answer = await router.handle('message:send', { id, text: '  Hi  ', extra: 1 });

  expect(answer).toEqual({ ok: true, value: { messageId: 'm1' } });
  expect(asked).toEqual([['message:send', { id, text: 'Hi' }]]);
});

test.each([
  ...['', 'unknown', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 'state:get '],
])('refuses the unknown name %j', async (name) => {
  const { router } = setUp();

  expect(await router.handle(name, {})).toMatchObject({
    ok: false,
    error: { code: 'IPC_UNKNOWN' },
  });
});

test.each([...['message:send', 'agent:set-paused', 'thread:page', 'rehearsal:set-fault']])(
  'refuses bad payloads of %s',
  async (name) => {
    const { router, asked } = setUp();

    for (const payload of [undefined, null, 7, 'x', [], {}, { text: 7 }, { paused: 'yes' }]) {
      const answer = await router.handle(name, payload);
      expect(answer).toMatchObject({ ok: false, error: { code: 'IPC_INVALID', retryable: false } });
    }
    expect(asked).toEqual([]);
  },
);

test.each([
  ['message:send', { id, text: '   ' }],
  ['message:send', { id, text: 'x'.repeat(100_001) }],
  ['message:send', { id: 'm1', text: 'Hi' }],
  ['thread:page', { before: { at: 1, id: 'a' }, limit: 501 }],
  ['thread:page', { before: { at: 1, id: 'a' }, limit: 0 }],
  ['thread:page', { before: { at: Number.NaN, id: 'a' }, limit: 1 }],
])('refuses %s with %j', async (name, payload) => {
  expect(await setUp().router.handle(name, payload)).toMatchObject({
    ...{ ok: false, error: { code: 'IPC_INVALID' } },
  });
});

test('passes on what is known of an error of ours', async () => {
  const { router } = setUp();

  expect(await router.handle('thread:page', { before: { at: 1, id: 'a' }, limit: 1 })).toEqual({
    ...{ ok: false, error: { code: 'X', message: 'No.', remedy: 'Wait.', retryable: true } },
  });
});

test.each([
  ['state:get', {}],
  ['rehearsal:set-fault', { name: 'a', on: true }],
])(
  'hides the words of any other error, in the answer and in the log: %s',
  async (name, payload) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const { router } = setUp(createLogger('x', { level: 'debug', diagnostics: false, write }));

    const answer = await router.handle(name, payload);

    expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL', retryable: false } });
    expect(JSON.stringify(answer) + lines.join('')).not.toContain('secret');
    expect(lines).toHaveLength(1);
  },
);

test('survives a payload that throws when it is read', async () => {
  const payload = {
    get text(): string {
      throw new Error('trap');
    },
  };

  expect(await setUp().router.handle('message:send', payload)).toMatchObject({ ok: false });
});

test('never throws and always answers in the form of the contract', async () => {
  const { router } = setUp();
  const names = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(ipcRequests)));

  await fc.assert(
    fc.asyncProperty(names, fc.anything(), async (name, payload) => {
      return ipcAnswerSchema.safeParse(await router.handle(name, payload)).success;
    }),
  );
});
