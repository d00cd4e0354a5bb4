import { expect, onTestFinished, test } from 'vitest';
import { joinProxies } from '../../../main/app/proxies.ts';
import { Mask } from '../../../main/base/mask.ts';
import { proxyRefusal } from '../../../main/base/proxy-faults.ts';
import { Scope } from '../../../main/base/scope.ts';
import { reached } from '../../../main/doctor/reached.ts';
import { NetworkError } from '../../../shared/errors.ts';

const askedBy = (): unknown => Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
const noSecrets = { get: () => Promise.resolve(null) };

function openScope(): Scope {
  const scope = new Scope();
  onTestFinished(async () => void (await scope.close()));
  return scope;
}

test.each([
  ['nothing names a proxy', null, {}],
  ['it is switched off', 'off', { HTTPS_PROXY: 'http://proxy.example:3128' }],
])('nothing is different where %s', async (_name, setting, env) => {
  const before = askedBy();
  const settings = { 'network.proxy': setting };
  expect(await joinProxies({ settings, secrets: noSecrets, env }, openScope())).toBeNull();
  expect(askedBy()).toBe(before);
});

test('the proxy of the system holds until the scope ends, and its password is covered in the log', async () => {
  const mask = new Mask();
  const scope = openScope();
  const env = { HTTPS_PROXY: 'http://anna:Umbra-9-words@proxy.example:3128' };
  const settings = { 'network.proxy': null };
  const proxies = await joinProxies({ settings, secrets: noSecrets, env, mask }, scope);
  expect(proxies?.for(new URL('https://a.example'))?.name).toBe('proxy.example:3128');
  expect(mask.cover('asked with Umbra-9-words')).toBe('asked with ***');
  const during = askedBy();
  expect(await scope.close()).toEqual([]);
  expect(askedBy()).not.toBe(during);
});

test('the doctor says of a hop behind a proxy what to do about the proxy', async () => {
  const proxy = { name: 'proxy.example:3128', source: 'HTTPS_PROXY' };
  const refused = proxyRefusal(proxy, 'api.example:443', 407);
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
