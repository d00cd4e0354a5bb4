import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Transport } from '../../../main/voipbin/transport.ts';
import { makeCertificates } from '../../peers/ngrok-edge/certificates.ts';

const { signal } = new AbortController();

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function open(caFile: string | null): Transport {
  const transport = new Transport({ caFile, proxies: null });
  onTestFinished(() => transport.close());
  return transport;
}

function get(transport: Transport, url: string) {
  return transport.exchange({ method: 'GET', url, headers: {}, timeoutMs: 5000, signal });
}

async function temporaryFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'voipbin-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'ca.pem');
  await writeFile(path, content);
  return path;
}

test('keeps connections warm for requests that follow each other', async () => {
  const sockets = new Set();
  const port = await listen(
    createServer((request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    }),
  );
  const transport = open(null);
  for (let count = 0; count < 12; count += 1) await get(transport, `http://127.0.0.1:${port}/`);
  // The next one can come before the last one is quite done, so there may be two.
  expect(sockets.size).toBeLessThanOrEqual(2);
});

test('makes connections anew after a sleep, while what is under way goes on', async () => {
  const sockets = new Set();
  const rest = Promise.withResolvers<void>();
  const port = await listen(
    createServer((request, response) => {
      sockets.add(request.socket);
      void (request.url === '/slow' ? rest.promise : Promise.resolve()).then(() =>
        response.end('{}'),
      );
    }),
  );
  const transport = open(null);
  const slow = get(transport, `http://127.0.0.1:${port}/slow`);
  await expect.poll(() => sockets.size).toBe(1);
  transport.renew();
  await get(transport, `http://127.0.0.1:${port}/`);
  expect(sockets.size).toBe(2);
  rest.resolve();
  expect((await slow).status).toBe(200);
});

test('trusts the extra authority and, without it, says what is wrong', async () => {
  const { key, cert, ca } = makeCertificates(['127.0.0.1']);
  const port = await listen(
    createTlsServer({ key, cert }, (_request, response) => response.end('{}')),
  );
  const url = `https://127.0.0.1:${port}/`;
  const trusting = open(await temporaryFile(ca));
  expect((await get(trusting, url)).status).toBe(200);
  await expect(get(open(null), url)).rejects.toMatchObject({
    kind: 'network',
    mayHaveArrived: false,
  });
});

test.each(['', 'no certificate at all'])(
  'a CA file with %j is a setting to mend',
  async (content) => {
    const transport = open(await temporaryFile(content));
    await expect(transport.authorities()).rejects.toMatchObject({ code: 'VOIPBIN_CA_FILE' });
  },
);

test('finds a CA file that is put there later', async () => {
  const path = await temporaryFile('');
  const transport = open(path);
  await expect(transport.authorities()).rejects.toMatchObject({ kind: 'settings' });
  await writeFile(path, makeCertificates(['127.0.0.1']).ca);
  expect((await transport.authorities())?.length).toBeGreaterThan(1);
});

test('gives up what is under way when it closes, twice if need be, and asks nothing afterwards', async () => {
  const port = await listen(createServer(() => {}));
  const transport = open(null);
  const waiting = get(transport, `http://127.0.0.1:${port}/`).catch((error: unknown) => error);
  await Promise.all([transport.close(), transport.close()]);
  expect(await waiting).toBeInstanceOf(Error);
  const after = get(transport, `http://127.0.0.1:${port}/`);
  await expect(after).rejects.toMatchObject({ name: 'AbortError' });
});
