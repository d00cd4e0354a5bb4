import { expect, test } from 'vitest';
import { wantsGuide } from '../../renderer/setup/guide-place.ts';
import type { ConnectionStatus } from '../../shared/connection.ts';
import type { Snapshot } from '../../shared/ipc-contract.ts';
import { aMessage, aSnapshot } from './messages.ts';

function as(status: ConnectionStatus, changes: Partial<Snapshot> = {}): Snapshot {
  const { connections, ...rest } = aSnapshot([], changes);
  const carbonvoice = { status, detail: '', remedy: '' };
  return { ...rest, connections: { ...connections, carbonvoice } };
}

test('opens where nothing is set up, and waits while the keychain is being asked', () => {
  expect(wantsGuide(as('off'))).toBe(true);
  expect(wantsGuide(as('connecting'))).toBeNull();
  expect(wantsGuide(as('connected'))).toBe(false);
  expect(wantsGuide(as('off', { messages: [aMessage('1', 1)] }))).toBe(false);
  expect(wantsGuide(as('off', { rehearsal: { faults: [] } }))).toBe(false);
});
