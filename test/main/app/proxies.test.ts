import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinProxies } from '../../../main/app/proxies.ts';
import type { Told, Wish } from '../../../main/base/proxy.ts';
import { Mask } from '../../../main/base/mask.ts';
import { proxyRefusal } from '../../../main/base/proxy-faults.ts';
import { Scope } from '../../../main/base/scope.ts';
import { reached } from '../../../main/doctor/reached.ts';
import { loadSettings } from '../../../main/settings/load-settings.ts';
import { askByEnvironment, openScene } from '../network/proxy-scene.ts';
import { NetworkError } from '../../../shared/errors.ts';

const askedBy = (): unknown => Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
const noSecrets = { get: () => Promise.resolve(null) };

function openScope(): Scope {
  const scope = new Scope();
  onTestFinished(async () => void (await scope.close()));
  return scope;
}

test('nothing is different where nothing names a proxy', async () => {
  const before = askedBy();
  const settings = { 'network.proxy': null };
  const parts = { settings, problems: [], secrets: noSecrets, env: { PATH: '/bin' } };
  expect(await joinProxies(parts, openScope())).toBeNull();
  expect(askedBy()).toBe(before);
});

test('off is off also where Node itself was told to look for a proxy', async () => {
  const { proxy, server } = await openScene();
  askByEnvironment(proxy.url);
  const env = { HTTP_PROXY: proxy.url };
  const parts = { settings: { 'network.proxy': 'off' }, problems: [], secrets: noSecrets, env };
  expect(await joinProxies(parts, openScope())).toBeNull();
  expect((await fetch(server.url)).status).toBe(200);
  expect(proxy.asked).toEqual([]);
});

test('the proxy of the system holds until the scope ends, and its password is covered in the log', async () => {
  const mask = new Mask();
  const scope = openScope();
  const env = {
    HTTPS_PROXY: 'http://anna:Umbra-9-words@proxy.example:3128',
    npm_config_proxy: 'http://anna:other-words@proxy.example:3128',
  };
  const settings = { 'network.proxy': null };
  const parts = { settings, problems: [], secrets: noSecrets, env, mask };
  const proxies = await joinProxies(parts, scope);
  expect(proxies?.for(new URL('https://a.example'))?.name).toBe('proxy.example:3128');
  expect(mask.cover('asked with Umbra-9-words, other-words')).toBe('asked with ***, ***');
  const during = askedBy();
  expect(await scope.close()).toEqual([]);
  expect(askedBy()).not.toBe(during);
});

/** By what an address outside is reached with such a file, such a variable and one of the system. */
async function serverFor(file: string | null, variable?: string) {
  const home = await mkdtemp(join(tmpdir(), 'proxies-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  if (file !== null) await writeFile(join(home, 'settings.json'), file);
  const env = {
    HTTPS_PROXY: 'http://system.example:3128',
    ...(variable === undefined ? {} : { ADJUTANT_NETWORK_PROXY: variable }),
  };
  const { settings, problems } = await loadSettings({ home, env });
  const proxies = await joinProxies({ settings, problems, secrets: noSecrets, env }, openScope());
  expect(proxies?.for(new URL('http://127.0.0.1:1'))).toBeNull();
  return proxies?.for(new URL('https://a.example'));
}

const unusable = { isUsable: false, source: 'network.proxy' };
const own = { isUsable: true, name: 'own.example:3128' };

test.each([
  ['of another kind', '{"network.proxy": "socks5://own.example:9050"}'],
  ['with a password', '{"network": {"proxy": "http://anna:word@own.example:3128"}}'],
  ['in a file that cannot be read', '{"network.proxy": "http://own.example:3128",,}'],
  ['in a file that cannot be read for its marks', "{network: {proxy: 'http://own.example:3128'}}"],
  ['in a file with curly quotes', '{“network.proxy”: “http://own.example:3128”}'],
  ['in a file with a missing mark', '{"network.proxy" "http://own.example:3128"}'],
  ['in a file with a wrong mark', '{"network.proxy", "http://own.example:3128"}'],
  ['in a file with another wrong mark', '{network.proxy -> http://own.example:3128}'],
  ['in a file cut off after it', '{"agent.name": "Ada", "network.proxy":'],
  ['in a file cut off in it', '{"network": {"proxy'],
  ['that only begins with off', '{"network.proxy": "off-site.example:3128",,}'],
  ['that begins with a lost mark and off', '{"network.proxy": "off, "x"}'],
  ['behind one that is off', '{"network.proxy": "off", "network.proxy": "http://own.example:1",,}'],
  [
    'behind a text that lost its end',
    '{"agent.name": "Ada, "network.proxy": "http://own.example:1"}',
  ],
  ['in a text that ran on over it', '{"agent.name": "Ada, network.proxy: http://own.example:1",,}'],
  ['in a key that lost its end', '{"network.proxy: "http://own.example:3128"}'],
  ['in a list instead of an object', '[{"network.proxy": "http://own.example:3128"}]'],
])('a proxy %s is not gone past', async (_name, file) => {
  expect(await serverFor(file)).toMatchObject(unusable);
  expect(await serverFor(file, 'http://own.example:3128')).toMatchObject(own);
});

test('a proxy of a variable that is not taken leaves nothing to that of the file', async () => {
  const file = '{"network.proxy": "http://own.example:3128"}';
  expect(await serverFor(file)).toMatchObject(own);
  expect(await serverFor(file, 'socks5://127.0.0.1:9050')).toMatchObject(unusable);
});

test.each([
  ['cannot be read and has no word of one', '{"agent.name": "Ada",,}'],
  ['cannot be read and speaks of one', '{"agent.instructions": "Ask the proxy of Ada.",,}'],
  ['cannot be read and names none', '{"network.proxy": "off",,}'],
  ['cannot be read and leaves it open', '{"network": {"proxy" :  null},,}'],
  ['lacks a comma and speaks of one', '{"agent.instructions": "Use no proxy."\n"agent.name": 7}'],
  ['ends in a word of one', '{"agent.instructions": "Say \\"proxy\\" to all."'],
  ['is cut off behind none', '{"network.proxy": "off"'],
  ['has none by other marks', "{network: {proxy: 'off'}}"],
  ['has none by curly marks', '{“network.proxy”: “off”}'],
  ['has other faults', '{"agent.name": 7}'],
])('a file that %s leaves it to the system', async (_name, file) => {
  expect(await serverFor(file)).toMatchObject({ name: 'system.example:3128' });
});

test('no way is opened any more once the scope has ended', async () => {
  const { proxy } = await openScene();
  const kept = Promise.withResolvers<string>();
  const settings = { 'network.proxy': proxy.url.replace('//', '//anna@') };
  const scope = openScope();
  const secrets = { get: () => kept.promise };
  const proxies = await joinProxies({ settings, problems: [], secrets, env: {} }, scope);
  const connect = proxies?.through((_options: Wish, tell: Told) => tell(new Error('none'), null));
  const ended = new Promise((resolve) => {
    const wish = { protocol: 'http:', hostname: 'a.example', port: '80' };
    connect?.(wish, (...[error]) => resolve(error));
  });
  await scope.close();
  kept.resolve('word');
  expect(await ended).toMatchObject({ name: 'AbortError' });
  expect(proxy.asked).toEqual([]);
});

test('the doctor says of a hop behind a proxy what to do about the proxy', async () => {
  const proxy = { name: 'proxy.example:3128', source: 'HTTPS_PROXY', username: '' };
  const refused = proxyRefusal(proxy, 'api.example:443', { status: 407, schemes: [] });
  const wrapped = new NetworkError('STT_NETWORK', refused.message, { cause: refused });
  for (const error of [refused, wrapped]) {
    expect(await reached('The service', () => Promise.reject(error))).toEqual({
      verdict: 'bad',
      detail: `The service cannot be reached. ${refused.message}`,
      remedy: refused.remedy,
    });
  }
  expect(refused.remedy).toContain('secret set proxy-password');
});
