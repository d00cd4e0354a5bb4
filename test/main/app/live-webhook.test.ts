import { expect, test } from 'vitest';
import { watchWebhook } from '../../../main/app/doctor/live-webhook.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import type { WebhookStanding } from '../../../main/carbonvoice/registrar.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const state = (status: ConnectionState['status']): ConnectionState => ({
  ...{ status, detail: '', remedy: '' },
});
const unregistered: WebhookStanding = {
  ...{ wanted: null, url: null, agentId: null, filter: null, since: null, fault: null },
  leaving: [],
};

/** An app whose tunnel and registration change as the test says, and a look at it. */
function start(status: ConnectionState['status'], address: string | null) {
  const clock = new FakeClock();
  const end = new AbortController();
  const connection = {
    state: state('connected'),
    webhook: unregistered,
    changed: new Emitter<ConnectionState>(),
  };
  const tunnel = { state: state(status), changed: new Emitter<null>() };
  const scene = { address, connection, tunnel };
  const parts = { connection, tunnel, webhookUrl: () => scene.address, clock };
  const looks: unknown[] = [];
  const look = async (): Promise<void> => {
    const subscription = watchWebhook(parts, end.signal);
    await subscription().then(
      (found) => looks.push(found?.url ?? null),
      (error: unknown) => looks.push(error),
    );
  };
  const open = (url: string): void => {
    scene.address = url;
    tunnel.state = state('connected');
    tunnel.changed.emit(null);
  };
  const register = (change: Partial<WebhookStanding>): void => {
    connection.webhook = { ...unregistered, agentId: 'agent-1', ...change };
    connection.changed.emit(connection.state);
  };
  const listeners = (): number => connection.changed.listenerCount + tunnel.changed.listenerCount;
  return { clock, end, look, looks, open, register, listeners };
}

test('waits for a tunnel that is opening, and for the registration after it', async () => {
  const { clock, look, looks, open, register, listeners } = start('connecting', null);
  const looking = look();
  await clock.advanceAsync(2000);
  open('one');
  await clock.advanceAsync(2000);
  expect(looks).toEqual([]);

  register({ wanted: 'one', url: 'one' });
  await looking;

  expect(looks).toEqual(['one']);
  expect([clock.pending, listeners()]).toEqual([0, 0]);
});

test('waits for an address that has just been made anew', async () => {
  const { clock, look, looks, open, register } = start('connected', 'one');
  register({ wanted: 'one', url: 'one' });
  await look();
  open('two');
  const looking = look();
  await clock.advanceAsync(1000);
  register({ wanted: 'two', url: 'two' });
  await looking;

  expect(looks).toEqual(['one', 'two']);
});

test('tells at once what was refused, and what is nowhere', async () => {
  const refused = start('connected', 'one');
  refused.register({ wanted: 'one', fault: 'Refused.' });
  const nowhere = start('reconnecting', null);

  await Promise.all([refused.look(), nowhere.look()]);

  expect([refused.looks, nowhere.looks]).toEqual([[null], [null]]);
});

test('judges after a while what does not come, and ends with the run', async () => {
  const late = start('connected', 'one');
  const looking = late.look();
  await late.clock.advanceAsync(8000);
  await looking;
  expect(late.looks).toEqual([null]);

  const left = start('connecting', null);
  const ended = left.look();
  left.end.abort(new DOMException('over', 'AbortError'));
  await ended;

  expect(left.looks).toMatchObject([{ name: 'AbortError' }]);
  expect([left.clock.pending, left.listeners()]).toEqual([0, 0]);
});
