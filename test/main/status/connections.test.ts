import { expect, test } from 'vitest';
import { ConnectionBoard } from '../../../main/status/connections.ts';
import { connectionNames, connectionsSchema } from '../../../shared/connection.ts';

const connected = { status: 'connected', detail: 'Signed in.', remedy: '' } as const;

test('knows every connection from the start', () => {
  const { states } = new ConnectionBoard();

  expect(Object.keys(states)).toEqual([...connectionNames]);
  expect(connectionsSchema.parse(states)).toEqual(states);
  expect(states.tunnel).toMatchObject({ status: 'off' });
});

test('tells a change once, with all of them', () => {
  const board = new ConnectionBoard();
  const told: unknown[] = [];
  board.changed.on((states) => told.push(states));

  board.set('llm', connected);
  board.set('llm', { ...connected });

  expect(told).toEqual([board.states]);
  expect(board.states.llm).toEqual(connected);
});

test.each([{ status: 'failed' }, { detail: 'Else.' }, { remedy: 'Do it.' }] as const)(
  'tells a change of %j',
  (change) => {
    const board = new ConnectionBoard();
    board.set('llm', connected);
    let told = 0;
    board.changed.on(() => (told += 1));

    board.set('llm', { ...connected, ...change });

    expect(told).toBe(1);
  },
);

test('leaves what was told before as it was', () => {
  const board = new ConnectionBoard();
  const before = board.states;

  board.set('llm', connected);

  expect(before.llm.status).toBe('off');
});
