import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LineEvent } from '../../../main/carbonvoice/live-socket.ts';
import { socketLines } from '../../../main/carbonvoice/socket-line.ts';
import { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';

let double: CarbonVoiceDouble;
let told: LineEvent[];
let close: () => void;

beforeEach(() => {
  double = new CarbonVoiceDouble();
  told = [];
  close = () => {};
});
afterEach(async () => {
  close();
  await double.stop();
});

async function open(token = 'cv_pat_right'): Promise<void> {
  const openLine = socketLines({ url: `${double.url}/`, userAgent: 'Adjutant/1', proxies: null });
  close = await openLine(token, (event) => told.push(event));
}

/** Lets real events happen until it is so; the test's own time limit ends a wait in vain. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

const types = () => told.map(({ type }) => type);
const untilTold = (type: LineEvent['type']) => until(() => types().includes(type));

test('shows the token at the handshake and tells when it is let in', async () => {
  await double.start();
  await open();
  await untilTold('up');

  expect(double.sockets.tries).toEqual(['Bearer cv_pat_right']);
  expect(told).toEqual([{ type: 'up' }]);
});

test('rings for created and changed messages, and for nothing else', async () => {
  await double.start();
  await open();
  await untilTold('up');
  double.sockets.emit('message:created', { _id: 'a', status: 'active' });
  double.sockets.emit('message:updated', { _id: 'a', status: 'active' });
  double.sockets.emit('message:created', { _id: 'a', status: 'inprogress' });
  double.sockets.emit('channel:updated', { _id: 'a', status: 'active' });
  double.sockets.emit('message:updated', {});
  await until(() => types().length >= 4);

  expect(types()).toEqual(['up', 'rang', 'rang', 'rang']);
});

test('survives whatever comes in a frame', async () => {
  await double.start();
  await open();
  await untilTold('up');
  for (const rubbish of [null, 7, 'x', [], { status: {} }, Buffer.from('x'), 'y'.repeat(50_000)]) {
    double.sockets.emit('message:created', rubbish, rubbish);
  }
  await until(() => types().length >= 8);

  expect(types()).toEqual(['up', ...Array.from({ length: 7 }, () => 'rang')]);
});

test('ends with a frame that is far too large', async () => {
  await double.start();
  await open();
  await untilTold('up');

  double.sockets.emit('message:created', 'y'.repeat(2_000_000));
  await untilTold('down');

  expect(types()).toEqual(['up', 'down']);
});

test('ends once when the token is refused', async () => {
  await double.start();
  await open('cv_pat_wrong');
  await untilTold('down');

  expect(told).toEqual([{ type: 'down', reason: 'Unauthorized' }]);
});

test('ends once when the service cuts it off', async () => {
  await double.start();
  await open();
  await untilTold('up');

  double.sockets.cut();
  await untilTold('down');

  expect(types()).toEqual(['up', 'down']);
});

test.each(['closed', 'dead'] as const)('ends at a service whose socket is %s', async (mood) => {
  double.sockets.mood = mood;
  await double.start();

  await open();
  await untilTold('down');

  expect(types().filter((type) => type === 'down')).toHaveLength(1);
});

test('ends where nothing answers', async () => {
  await double.start();
  await double.stop();

  await open();
  await untilTold('down');

  expect(types()).toEqual(['down']);
});

test('tells nothing after it was closed, also in the midst of the handshake', async () => {
  await double.start();
  await open();
  close();
  await until(() => double.sockets.count === 0);
  await open();
  await untilTold('up');

  close();
  await until(() => double.sockets.count === 0);

  expect(types()).toEqual(['up']);
});
