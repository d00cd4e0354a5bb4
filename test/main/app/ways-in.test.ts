import { expect, test } from 'vitest';
import { isLoopback } from '../../../main/app/ways-in.ts';

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
