import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import { AuthError, NetworkError, ProtocolError, RemoteError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { ThreadScene } from './thread-scene.ts';

const unreachable = new NetworkError('ECONNREFUSED', 'Nothing answers at its address.');
const unreadable = new ProtocolError('CARBONVOICE_UNREADABLE', 'It cannot be read.');

test.each([
  ['network', unreachable],
  ['busy service', new RemoteError('X', 'Busy.', { status: 503 })],
  ['refused token', new AuthError('X', 'The token is refused.')],
])('waits without limit while it is the %s, and says why', async (_name, error) => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(error)]);
  const id = await scene.deliver('a');

  await scene.clock.advanceAsync(3_600_000);

  const message = scene.message(id);
  expect(message).toMatchObject({ delivery: 'received', reason: error.message });
  expect(message?.attempts).toBeGreaterThan(60);
  scene.channel.looks.delete('a');
  await scene.clock.advanceAsync(60_000);
  expect(scene.agent.heard).toEqual(['a']);
  expect(scene.message(id)).toMatchObject({ delivery: 'handled', reason: null });
});

test('tries at once when the service is reachable again', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(unreachable)]);
  await scene.deliver('a');
  await scene.clock.advanceAsync(600_000);
  scene.channel.looks.delete('a');
  const at = scene.clock.now();

  scene.inbox.lookAgain();
  await scene.settle();

  expect(scene.agent.heard).toEqual(['a']);
  expect(scene.clock.now()).toBe(at);
});

test('leaves a service alone for as long as it asks, up to ten minutes', async () => {
  const scene = new ThreadScene();
  const busy = (retryAfterMs: number) =>
    failing(new RemoteError('X', 'Busy.', { status: 429, retryAfterMs }));
  scene.channel.looks.set('a', [busy(90_000), busy(86_400_000), failing(unreachable)]);
  const looks = (): number => scene.channel.log.length;
  await scene.deliver('a');
  await scene.clock.advanceAsync(89_999);
  expect(looks()).toBe(1);
  await scene.clock.advanceAsync(1);
  expect(looks()).toBe(2);
  await scene.clock.advanceAsync(599_999);
  expect(looks()).toBe(2);
  await scene.clock.advanceAsync(1);
  expect(looks()).toBe(3);
  await scene.end();
});

test.each([
  ['unreadable', unreadable, 'It cannot be read.'],
  ['forbidden', new RemoteError('X', 'Forbidden.', { status: 403 }), 'Forbidden.'],
  ['broken inside', new TypeError('private'), 'Something went wrong inside Adjutant.'],
])('fails after three tries when it is %s', async (_name, error, reason) => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(error)]);
  const id = await scene.deliver('a');

  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.log).toEqual(Array(3).fill('examine a'));
  expect(scene.message(id)).toMatchObject({ delivery: 'failed', reason });
  expect(scene.agent.heard).toEqual([]);
});

test('goes on with the conversation after one message failed', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(unreadable)]);
  await scene.deliver('a');
  await scene.deliver('b');

  await scene.clock.advanceAsync(60_000);

  expect(scene.agent.heard).toEqual(['b']);
});

test('answers although the sign of arrival is refused', async () => {
  const scene = new ThreadScene();
  scene.channel.acknowledgeError = unreachable;

  await scene.deliver('a');

  expect(scene.texts('out')).toEqual(['re: a']);
});

test('drops the draft of a turn that failed and writes the reply anew, once', async () => {
  const scene = new ThreadScene();
  let turn = 0;
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    turn += 1;
    yield { type: 'text', text: `try ${turn}` };
    if (turn === 1) throw unreachable;
  };
  const id = await scene.deliver('a');
  expect(scene.message(id)).toMatchObject({ reason: unreachable.message, attempts: 1 });

  await scene.clock.advanceAsync(1000);

  const types = scene.heard.map(({ type }) => type);
  expect(types.filter((type) => type === 'reply-started')).toHaveLength(2);
  expect(types.filter((type) => type === 'reply-dropped')).toHaveLength(1);
  expect(scene.texts('out')).toEqual(['try 2']);
});

test('asks for the turn anew when its end could not be stored', async () => {
  const scene = new ThreadScene();
  scene.ledger.failNext('completeTurn');
  const id = await scene.deliver('a');

  await scene.clock.advanceAsync(1000);

  expect(scene.message(id)).toMatchObject({ delivery: 'handled', reason: null });
  expect(scene.texts('out')).toEqual(['re: a']);
});

test('does not forget a message while the ledger fails for a time', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(unreachable)]);
  scene.ledger.failNext('postpone');
  await scene.deliver('a');
  scene.channel.looks.delete('a');

  await scene.clock.advanceAsync(60_000);

  expect(scene.texts('out')).toEqual(['re: a']);
});

test('fails to take a delivery that the ledger does not keep', async () => {
  const scene = new ThreadScene();
  scene.ledger.failNext('accept');

  await expect(scene.deliver('a')).rejects.toMatchObject({ kind: 'store' });

  await scene.deliver('a');
  expect(scene.agent.heard).toEqual(['a']);
});
