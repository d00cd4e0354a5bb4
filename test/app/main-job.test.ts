import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { toLines } from './cli.ts';
import type { ExportLine } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const exportKeys = [
  'id',
  'at',
  'channel',
  'direction',
  'principal',
  'author',
  'text',
  'heard',
  'conversationId',
  'replyTo',
  'callId',
  'turnId',
  'delivery',
  'attempts',
  'reason',
];
const stages = [
  'receivedAt',
  'transcriptAt',
  'modelAskedAt',
  'firstTokenAt',
  'firstSentenceAt',
  'firstSentAt',
  'doneAt',
] as const;

describe('a rehearsal', () => {
  test('prints one ready line exactly as the contract says', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, args: ['--rehearsal'] });
    const { ready } = app;
    expect(app.out.trimEnd().split('\n')).toHaveLength(1);
    expect(Object.keys(ready)).toEqual(['event', 'pid', 'ui', 'ingress']);
    expect(Object.keys(ready.ingress)).toEqual(['local', 'public', 'carbonvoice', 'voipbin']);
    expect(ready).toMatchObject({ event: 'ready', pid: app.pid, ingress: { public: null } });
    expect(ready.ui).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter#code=[\w-]{20,}$/);
    expect(ready.ingress.local).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(ready.ingress.carbonvoice).toMatch(/^\/hooks\/carbonvoice\/[\w-]{32,}$/);
    expect(ready.ingress.voipbin).toMatch(/^\/hooks\/voipbin\/[\w-]{32,}$/);
  });

  test('answers a voice message and the desk in one thread, oldest first', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, args: ['--rehearsal'] });
    const rehearsed = await app.cli(['rehearse', 'message', 'note that the milk is low']);
    expect(rehearsed.code).toBe(0);
    const { conversationId, messageId } = JSON.parse(rehearsed.out) as Record<string, string>;
    const [question, answer] = await until('the reply is out', async () => {
      const thread = await app.thread();
      return thread.at(-1)?.delivery === 'sent' && thread;
    });
    expect(question).toMatchObject({
      channel: 'carbonvoice',
      direction: 'in',
      principal: 'owner',
      text: 'note that the milk is low',
      conversationId,
      delivery: 'handled',
    });
    expect(answer).toMatchObject({ direction: 'out', conversationId, replyTo: messageId });
    expect(answer?.text).toContain('the milk is low');

    const said = toLines<{ type: string; text: string }>(
      (await app.cliProcess(['say', 'my notes'])).out,
    );
    expect(said.slice(0, -1).every(({ type }) => type === 'text')).toBe(true);
    expect(said.at(-1)?.type).toBe('done');
    expect(said.at(-1)?.text).toContain('the milk is low');
    const streamed = said.filter(({ type }) => type === 'text').map(({ text }) => text);
    expect(streamed.join('').trim()).toBe(said.at(-1)?.text);

    const thread = await app.thread();
    expect(thread.map(({ channel, direction }) => `${channel} ${direction}`)).toEqual([
      'carbonvoice in',
      'carbonvoice out',
      'desktop in',
      'desktop out',
    ]);
    for (const line of thread) expect(Object.keys(line)).toEqual(exportKeys);
    expect(thread.map(({ at }) => at)).toEqual(thread.map(({ at }) => at).toSorted());
    expectTurnsInOrder(thread, toLines<Turn[]>((await app.cli(['turns'])).out)[0] ?? []);
  });

  test('has practice people send files, and new ones write from a place of their own', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, args: ['--rehearsal'] });
    const speak = (...words: readonly string[]) => app.cli(['rehearse', 'message', ...words]);
    const file = ['--file', fileURLToPath(import.meta.url)];
    const places = [await speak(...file), await speak('Hello', '--from', 'Dana Reyes')].map(
      ({ out }) => (JSON.parse(out) as { readonly conversationId: string }).conversationId,
    );
    expect(new Set(places).size).toBe(2);
    const { code, err } = await speak('--file', join(home.path, 'none.pdf'));
    expect([code, err]).toEqual([1, expect.stringContaining('none.pdf')]);
  });
});

type Turn = Readonly<Record<(typeof stages)[number], number | null>> & { readonly turnId: string };

function expectTurnsInOrder(thread: readonly ExportLine[], turns: readonly Turn[]): void {
  const answers = thread.filter(({ direction }) => direction === 'out');
  expect(turns.map(({ turnId }) => turnId)).toEqual(answers.map(({ turnId }) => turnId));
  for (const turn of turns) {
    const times = stages.map((stage) => turn[stage]).filter((at) => at !== null);
    expect(times.length).toBeGreaterThanOrEqual(stages.length - 1);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
}
