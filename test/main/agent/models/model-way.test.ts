import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ModelWay } from '../../../../main/agent/models/model-way.ts';

let [connections, url] = [0, ''];
const server = createServer((_, response) => response.end('{}'));
server.on('connection', () => (connections += 1));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => (connections = 0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('nothing is opened before the first question, whatever happens until then', async () => {
  const way = new ModelWay(url, null);
  way.replace();
  way.renew();
  expect(connections).toBe(0);
  expect((await way.fetch(`${url}/models`)).status).toBe(200);
  expect(connections).toBe(1);
  way.close();
});

test('what is asked after the end is refused, also where nothing was asked before', async () => {
  const [unused, used] = [new ModelWay(url, null), new ModelWay(url, null)];
  await used.warm();
  for (const way of [unused, used]) {
    way.close();
    await expect(way.fetch(`${url}/models`)).rejects.toThrow('The client is destroyed');
  }
  expect(connections).toBe(1);
});

test('of a way that is ready, renewing and replacing reach the connections', async () => {
  const way = new ModelWay(url, null);
  await way.warm();
  await expect.poll(() => connections).toBe(1);
  way.replace();
  await expect.poll(() => connections).toBe(2);
  way.renew();
  // The two that were ready are let go: the question opens another.
  expect((await way.fetch(`${url}/models`)).status).toBe(200);
  expect(connections).toBe(3);
  way.close();
});
