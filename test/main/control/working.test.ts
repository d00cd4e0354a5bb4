import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Logger } from '../../../main/base/log.ts';
import { controlAddress, tokenPath } from '../../../main/control/address.ts';
import { askInstance } from '../../../main/control/control-client.ts';
import type { ControlHandlers } from '../../../main/control/control-server.ts';
import { openControlServer } from '../../../main/control/control-server.ts';

const quiet = (): void => {};
const log: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => log };

test('a command that takes long says that it is at work, and answers with its items alone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-working-'));
  const finish = Promise.withResolvers<void>();
  const status: ControlHandlers['status'] = async (_args, { tell }) => {
    await finish.promise;
    tell('the answer');
  };
  const handlers = { status } as ControlHandlers;
  const server = await openControlServer({ home, handlers, log, workingMs: 1 });
  const [token = ''] = (await readFile(tokenPath(home), 'utf8')).split('\n');
  const request = { command: 'status', args: {} } as const;

  const items: unknown[] = [];
  const asked = askInstance(home, request, { onItem: (item) => void items.push(item) });
  const frames = await new Promise<string>((resolve) => {
    const socket = connect(controlAddress(home), () => {
      socket.write(`${JSON.stringify({ token, ...request })}\n`);
    });
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
      // Said more than once before there is anything to tell.
      if (answer.split('working').length > 2) finish.resolve();
    });
    socket.on('close', () => resolve(answer));
  });
  await asked;

  expect(frames.indexOf('working')).toBeLessThan(frames.indexOf('the answer'));
  expect(items).toEqual(['the answer']);
  await server.close();
  await rm(home, { recursive: true });
});
