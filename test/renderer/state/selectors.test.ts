import { expect, test } from 'vitest';
import { byUrgency, problemsOf } from '../../../renderer/state/selectors.ts';
import type { Connections } from '../../../shared/connection.ts';

const well = { status: 'connected', detail: '', remedy: '' } as const;
const all: Connections = {
  ...{ carbonvoice: well, voipbin: well, tunnel: well, llm: well, keychain: well },
  mcp: { ...well, status: 'off' },
};

test('servers of tools are shown where there are any', () => {
  const names = (connections: Connections) => byUrgency(connections).map(({ name }) => name);
  expect(names(all)).toEqual(['carbonvoice', 'voipbin', 'tunnel', 'llm', 'keychain']);
  expect(names({ ...all, mcp: { ...well, status: 'failed' } })[0]).toBe('mcp');
});

test('a problem is what stays broken until the owner does something', () => {
  const some: Connections = {
    ...all,
    llm: { ...well, status: 'refused' },
    tunnel: { ...well, status: 'reconnecting' },
  };
  expect(problemsOf(some).map(({ name }) => name)).toEqual(['llm']);
});
