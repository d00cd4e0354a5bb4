import { describe, expect, test } from 'vitest';
import { createRules, proxyPasswords } from '../../../main/base/proxy.ts';
import type { ProxyParts } from '../../../main/base/proxy.ts';

const machine = {
  names: ['laptop.example', 'laptop', 'laptop.local'],
  addresses: () => ['192.168.7.20', 'fe80::7'],
};

function proxies(setting: string | null, env: ProxyParts['env'] = {}) {
  return createRules({ setting, env, machine, password: () => Promise.resolve('kept') });
}

/** `host:port` of the proxy; null: straight. */
function wayTo(url: string, setting: string | null, env: ProxyParts['env'] = {}): string | null {
  return proxies(setting, env)?.for(new URL(url))?.name ?? null;
}

const set = 'http://proxy.example:3128';

describe('which proxy', () => {
  test('is none where nothing names one, and where it is switched off', () => {
    expect(proxies(null)).toBeNull();
    expect(proxies(null, { HTTPS_PROXY: ' ', NO_PROXY: 'x.example' })).toBeNull();
    expect(proxies('off', { HTTPS_PROXY: set })).toBeNull();
  });

  test('is that of the setting for all, before those of the environment', () => {
    const env = { HTTPS_PROXY: 'http://other.example:1', http_proxy: 'http://other.example:2' };
    for (const url of ['https://a.example', 'wss://a.example', 'http://a.example']) {
      expect(wayTo(url, set, env)).toBe('proxy.example:3128');
    }
  });

  test.each([
    ['https://a.example', { HTTPS_PROXY: 'http://p.example:1' }, 'p.example:1'],
    ['wss://a.example', { HTTPS_PROXY: 'http://p.example:1' }, 'p.example:1'],
    ['http://a.example', { HTTPS_PROXY: 'http://p.example:1' }, null],
    ['http://a.example', { HTTP_PROXY: 'http://p.example:2' }, 'p.example:2'],
    ['https://a.example', { HTTP_PROXY: 'http://p.example:2' }, null],
    [
      'https://a.example',
      { HTTPS_PROXY: 'http://b.example', https_proxy: 'c.example:3' },
      'c.example:3',
    ],
    ['http://a.example', { HTTPS_PROXY: 'p.example:1', ALL_PROXY: 'p.example:3' }, 'p.example:3'],
    ['https://a.example', { HTTPS_PROXY: 'p.example:1', all_proxy: 'p.example:3' }, 'p.example:1'],
    ['wss://a.example', { all_proxy: 'http://p.example:3' }, 'p.example:3'],
    ['https://a.example', { HTTPS_PROXY: 'http://p.example' }, 'p.example:80'],
    ['https://a.example', { HTTPS_PROXY: 'https://p.example' }, 'p.example:443'],
    ['https://a.example', { HTTPS_PROXY: 'http://[fd00::1]:8080' }, '[fd00::1]:8080'],
  ])('for %s with %j is %s', (url, env, way) => {
    expect(wayTo(url, null, env)).toBe(way);
  });

  test.each([
    'http://localhost:11434',
    'https://mail.localhost',
    'http://127.0.0.1:8080',
    'http://127.9.9.9',
    'http://0x7f.1',
    'http://[::1]:8080',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0:1',
    'https://laptop',
    'https://LAPTOP.example.',
    'https://laptop.local',
    'https://192.168.7.20',
    'https://[fe80::7]',
  ])('is none for %s, which is this machine', (url) => {
    expect(wayTo(url, set)).toBeNull();
  });

  test.each([
    ['a.example', ['https://a.example', 'https://b.a.example'], ['https://ba.example']],
    ['.a.example', ['https://a.example', 'https://b.a.example'], ['https://ba.example']],
    ['*.a.example', ['https://b.a.example'], ['https://ba.example']],
    ['bücher.example', ['https://bücher.example', 'https://a.BÜCHER.example'], ['https://example']],
    ['my_host.example', ['https://my_host.example'], ['https://host.example']],
    ['A.Example', ['https://a.example.'], ['https://a.example.org']],
    ['a.example:8443', ['https://a.example:8443'], ['https://a.example']],
    ['a.example:443', ['https://a.example', 'wss://a.example'], ['http://a.example']],
    [
      'x.example, a.example  b.example',
      ['https://a.example', 'https://b.example'],
      ['https://c.example'],
    ],
    ['10.0.0.0/8', ['https://10.1.2.3'], ['https://11.1.2.3', 'https://10.example']],
    ['10.1.2.3', ['https://10.1.2.3'], ['https://10.1.2.4']],
    ['10.1.2.3:8443', ['https://10.1.2.3:8443'], ['https://10.1.2.3']],
    ['fd00::/8', ['https://[fd00::1]'], ['https://[fe00::1]']],
    [
      '[fd00::1]:8443,fd00::2',
      ['https://[fd00::1]:8443', 'https://[fd00::2]'],
      ['https://[fd00::1]'],
    ],
    ['*', ['https://a.example', 'https://10.1.2.3'], []],
    ['10.0.0.0/99, /, :, ://, [', [], ['https://10.1.2.3', 'https://a.example']],
  ])('is none for what NO_PROXY names: %s', (rules, straight, others) => {
    expect(straight.map((url) => wayTo(url, set, { NO_PROXY: rules }))).toEqual(
      straight.map(() => null),
    );
    expect(others.map((url) => wayTo(url, set, { no_proxy: rules }))).toEqual(
      others.map(() => 'proxy.example:3128'),
    );
  });
});

test('a name in the setting goes with the password that is kept', async () => {
  const proxy = proxies('http://an%20na@proxy.example:3128')?.for(new URL('https://a.example'));
  expect(proxy).toMatchObject({ username: 'an na', source: 'network.proxy' });
  expect(await proxy?.password()).toBe('kept');
});

test('a password of the environment goes to its own proxy, and is known to those who cover it', async () => {
  const env = { HTTPS_PROXY: 'http://anna:p%40ss%25@proxy.example:3128' };
  const proxy = proxies(null, env)?.for(new URL('https://a.example'));
  expect(proxy).toMatchObject({ name: 'proxy.example:3128', username: 'anna' });
  expect(await proxy?.password()).toBe('p@ss%');
  expect(proxyPasswords(env)).toEqual(['p%40ss%25', 'p@ss%']);
});

test.each([
  ['50%=ok|ü', '50%=ok|ü'],
  ['50%=%41%zz', '50%=A%zz'],
  ['a:b@c', 'a:b@c'],
  ['%FF%41', '%FF%41'],
])('a password is sent as it is meant: %s', async (written, meant) => {
  const env = { HTTPS_PROXY: `http://anna:${written}@proxy.example:3128` };
  const proxy = proxies(null, env)?.for(new URL('https://a.example'));
  expect(proxy?.name).toBe('proxy.example:3128');
  expect(await proxy?.password()).toBe(meant);
  expect(proxyPasswords(env)).toEqual([...new Set([written, meant])]);
});

test.each(['ALL_PROXY', 'npm_config_https_proxy', 'ADJUTANT_NETWORK_PROXY'])(
  'a password in %s is known to those who cover it, whether it is followed or not',
  (name) => {
    const env = { [name]: 'socks5://anna:Umbra-9@proxy.example', NO_PROXY: 'a:b,c' };
    expect(proxyPasswords(env)).toEqual(['Umbra-9']);
  },
);

test.each(['2024/Summer!', '2024#Summer!', '2024?Summer!'])(
  'a password that ends the address (%s) is no part of what is told, and is covered',
  (written) => {
    const env = { HTTPS_PROXY: `http://anna:${written}@proxy.example:3128` };
    const proxy = proxies(null, env)?.for(new URL('https://a.example'));
    expect(proxy).toMatchObject({ isUsable: false, name: 'HTTPS_PROXY', host: '' });
    expect(proxyPasswords(env)).toEqual([written]);
  },
);

test.each(['socks5://p.example:1080', 'http://', 'http://p.example:99999', '???'])(
  'what is no proxy (%s) is told for what would go by it, and leaves this machine alone',
  (text) => {
    const found = proxies(null, { HTTPS_PROXY: text });
    const proxy = found?.for(new URL('https://a.example'));
    expect(proxy).toMatchObject({ isUsable: false, source: 'HTTPS_PROXY' });
    expect(found?.for(new URL('https://127.0.0.1'))).toBeNull();
  },
);
