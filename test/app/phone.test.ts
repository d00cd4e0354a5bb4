import { startModelServer } from '../peers/model-server.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { practiceCall } from './practice-call.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

type CallStatus = { readonly id: string; readonly direction: string; readonly state: string };

async function calls(app: Instance): Promise<readonly CallStatus[]> {
  return (await app.status()).calls as readonly CallStatus[];
}

type Turn = { readonly channel: string; readonly firstSentAt: number | null };

async function turns(app: Instance): Promise<readonly Turn[]> {
  return (JSON.parse(await app.look('turns')) as readonly Turn[]).filter(
    ({ channel }) => channel === 'phone',
  );
}

async function startRehearsal(
  home: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Instance> {
  const usual = { ADJUTANT_PHONE_GREETING: '', ADJUTANT_PHONE_DISCLOSURE: 'I am an AI.' };
  const env = { ...usual, ...more };
  const app = await startInstance({ home, args: ['--rehearsal'], env });
  await until('the phone is connected', async () => {
    const { connections } = await app.status();
    return connections.voipbin.status === 'connected';
  });
  return app;
}

// Calls last as long as people speak: side by side.
describe.concurrent('a practice call', () => {
  test('is answered in the same thread, and over when the caller hangs up', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    const callId = await practiceCall(app, 'Hello, this is about the invoice.');
    const asked = await until('the caller was understood', async () =>
      (await app.thread()).find(
        ({ direction, channel }) => channel === 'phone' && direction === 'in',
      ),
    );
    expect(asked).toMatchObject({
      text: 'Hello, this is about the invoice.',
      ...{ callId, principal: 'stranger', author: '+12025550123', delivery: 'handled' },
    });
    await until('the agent speaks', async () =>
      (await turns(app)).some(({ firstSentAt }) => firstSentAt !== null),
    );
    expect((await app.cli(['rehearse', 'hangup'])).code).toBe(0);
    await until('the call is over', async () => (await calls(app)).length === 0);
    const replies = (await app.thread()).filter(({ direction }) => direction === 'out');
    expect(replies[0]?.heard === null || replies[0]?.text.startsWith(replies[0].heard)).toBe(true);
  });

  test('can be interrupted: what was not heard is told apart', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    await practiceCall(app, 'Please take a message for your boss.');
    await until('the agent speaks', async () =>
      (await turns(app)).some(({ firstSentAt }) => firstSentAt !== null),
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { code } = await app.cli(['rehearse', 'interrupt', 'Actually, never mind the message.']);
    expect(code).toBe(0);
    const cut = await until('the reply is kept', async () =>
      (await app.thread()).find(({ channel, heard }) => channel === 'phone' && heard !== null),
    );
    expect(cut.text.startsWith(cut.heard ?? 'nothing')).toBe(true);
    expect(cut.text).not.toBe(cut.heard);
  });

  test('is not handed over to whoever is busy, but to whoever answers, until somebody hangs up', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    const callId = await practiceCall(app);
    const busy = ['hand-over', '+12025550102', '--sentence', 'One moment.'];
    expect(await app.cli(busy)).toMatchObject({ code: 0 });
    expect((await app.cli(busy)).err).toContain('already');
    const note = await until('the agent is back', async () =>
      (await app.thread()).find(({ channel }) => channel === 'system'),
    );
    expect(note.text).toBe('Not handed over: +12025550102 is busy.');
    expect((await calls(app)).map(({ state }) => state)).toEqual(['live']);

    const words = ['hand-over', 'extension:100', '--call', callId, '--sentence', 'One moment.'];
    await until('it can be handed over again', async () => (await app.cli(words)).code === 0);
    await until('the call is handed over', async () =>
      (await calls(app)).some(({ id, state }) => id === callId && state === 'handed-over'),
    );
    expect((await app.cli(['hangup', callId])).code).toBe(0);
    await until('the call is over', async () => (await calls(app)).length === 0);
    const notes = (await app.thread()).filter(({ channel }) => channel === 'system');
    // The brief of the call comes after them.
    expect(notes.slice(1, 3).map(({ text }) => text)).toEqual([
      'Handed over to extension 100. Adjutant no longer listens.',
      'The call handed over to extension 100 is over.',
    ]);
  });

  test('ends with the app, and nothing of it is left for the next start', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    await practiceCall(app);
    expect((await app.cli(['quit'])).code).toBe(0);
    expect((await app.exited).code).toBe(0);
  });
});

describe.concurrent('a call out', () => {
  test('rings a practice callee, and is hung up by command', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    const placed = await app.cli(['call', '+12025550101', '--goal', 'Ask for the time.']);
    expect(placed).toMatchObject({ code: 0 });
    const { callId } = JSON.parse(placed.out) as { callId: string };
    const call = await until('the callee has answered', async () =>
      (await calls(app)).find(({ id, state }) => id === callId && state === 'live'),
    );
    expect(call).toMatchObject({ direction: 'outgoing', number: '+12025550101' });
    expect((await app.cli(['hangup'])).code).toBe(0);
    await until('the call is over', async () => (await calls(app)).length === 0);
  });

  test('that the agent makes after a yes is told by Carbon Voice to the owner who asked there', async () => {
    await using model = await startModelServer();
    model.toolCall = ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role !== 'user' || last.content !== 'Call the bakery.') return null;
      const args = { to: '+12025550101', goal: 'Ask when they open.' };
      return { name: 'place_call', args };
    };
    await using home = await temporaryHome();
    const env = { ADJUTANT_LLM_URL: model.url, ADJUTANT_LLM_MODEL: 'small' };
    await using app = await startRehearsal(home.path, env);
    await app.cli(['rehearse', 'message', 'Call the bakery.']);
    const { id } = await until('the request', async () => {
      const [first] = JSON.parse(await app.look('approvals', '--json')) as { id: string }[];
      return first;
    });
    expect(await calls(app)).toEqual([]);
    expect((await app.cli(['approve', id])).code).toBe(0);
    await until('the callee has answered', async () =>
      (await calls(app)).some(({ state }) => state === 'live'),
    );
    await app.cli(['hangup']);
    const report = await until('the report', async () =>
      (await app.thread()).find(
        ({ channel, text }) => channel === 'carbonvoice' && text.startsWith('Call to +12025550101'),
      ),
    );
    expect(report).toMatchObject({ direction: 'out', author: 'agent' });
  });

  test('asks which one to hang up when there are several', async () => {
    await using home = await temporaryHome();
    await using app = await startRehearsal(home.path);
    const one = await practiceCall(app);
    const two = await practiceCall(app);
    const refused = await app.cli(['hangup']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(one);
    expect(refused.err).toContain(two);
    expect((await app.cli(['hangup', one])).code).toBe(0);
    await until('one call is left', async () => (await calls(app)).length === 1);
  });

  test('is refused with an exit code to an emergency number and to nobody, as is hanging up nothing', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, args: ['--rehearsal'] });
    const codeOf = async (...words: readonly string[]) => (await app.cli(words)).code;
    expect(await codeOf('call', '911')).toBe(1);
    expect(await codeOf('call')).toBe(2);
    expect(await codeOf('hangup')).toBe(1);
  });
});
