import { expect, test } from 'vitest';
import type { ConnectionStatus } from '../../../shared/connection.ts';
import { webhookUrl } from '../../../main/app/ways-in.ts';
import { isLoopback } from '../../../main/base/loopback.ts';

test.each([
  ['http://127.0.0.1:8080', true],
  ['http://127.8.9.1/x', true],
  ['http://localhost', true],
  ['http://[::1]:9', true],
  ['https://api.carbonvoice.app', false],
  ['https://127.example.com', false],
  ['https://127.0.0.1.example.com', false],
  ['https://localhost.example.com', false],
  ['http://10.0.0.1', false],
])('%s on this machine: %s', (url, isHere) => {
  expect(isLoopback(url)).toBe(isHere);
});

const path = '/hooks/voipbin/secret';
const here = 'http://127.0.0.1:8080';
const afar = 'https://api.voipbin.net';

function whereTo(service: string, status: ConnectionStatus, url: string | null = null) {
  const tunnel = { url, state: { status, detail: '', remedy: '' } };
  const paths = { current: { carbonvoice: '/hooks/carbonvoice/other', voipbin: path } };
  return webhookUrl({ tunnel, localUrl: 'http://127.0.0.1:7', paths }, 'voipbin', service);
}

test('every service is told the public address while there is one', () => {
  for (const service of [here, afar]) {
    expect(whereTo(service, 'reconnecting', 'https://a.test')).toBe(`https://a.test${path}`);
  }
});

test('only a service on this machine is told the loopback address, and only where no tunnel is on its way', () => {
  for (const status of ['off', 'refused', 'failed'] as const) {
    expect(whereTo(here, status)).toBe(`http://127.0.0.1:7${path}`);
    expect(whereTo(afar, status)).toBeNull();
  }
  for (const status of ['connecting', 'reconnecting'] as const) {
    expect(whereTo(here, status)).toBeNull();
    expect(whereTo(afar, status)).toBeNull();
  }
});
