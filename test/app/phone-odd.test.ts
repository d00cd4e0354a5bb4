import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { opening, PhoneScene } from './phone-scene.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

test.concurrent('a call that came while the socket was away is taken when it is back', async () => {
  await using scene = await PhoneScene.open();
  const { peer } = scene;
  peer.refuseSockets = 503;
  peer.hub.cut();
  await until('the loss is noticed', () => peer.hub.size === 0);
  scene.answer(scene.ring());
  peer.refuseSockets = 0;
  await until('the first words are said', () => peer.said.length === opening.length);
  expect([peer.transcribes.length, peer.speakings.length]).toEqual([1, 1]);
});

const odd: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['without a source', { source: null }],
  [
    'with a name of 100 kB',
    { source: { type: 'tel', target: '+15551000001', name: 'x'.repeat(1e5) } },
  ],
  ['with a source of 100 kB', { source: { type: 'tel', target: '9'.repeat(1e5), name: '' } }],
  [
    'with marks that turn text around',
    { source: { type: 'tel', target: '\u202E\u0000\uD800', name: '\u{1F600}' } },
  ],
  ['with a source that is no object', { source: 7, hangup_reason: [], tm_create: {} }],
];

test.concurrent.each(odd)(
  'a call %s is answered and ended like any other',
  async (_name, change) => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const call = scene.ring(change);
    scene.answer(call);
    await until('the first words are said', () => peer.said.length === opening.length);
    scene.tell('call_hangup', { ...peer.setCall(call.id, { status: 'hangup' }) });
    await scene.untilOver();
    const sessions = [...peer.transcribes, ...peer.speakings];
    expect(sessions.map(({ status }) => status)).toEqual(['done', 'stopped']);
    const told = async () => (await scene.app.thread()).some(({ channel }) => channel === 'system');
    await until('the thread tells of it', told);
  },
);
