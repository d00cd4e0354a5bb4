import { describe, expect, test } from 'vitest';
import { parsePageAddress } from '../../../main/pages/page-address.ts';
import { isOnOwnNetwork, isPublicAddress } from '../../../main/pages/public-address.ts';
import { RefusedError } from '../../../shared/errors.ts';

describe('an address', () => {
  test.each([
    ['https://example.com', 'https://example.com/'],
    ['example.com/news?id=1#top', 'https://example.com/news?id=1'],
    ['HTTP://Example.COM:80/', 'http://example.com/'],
    ['https://example.com:8443/x', 'https://example.com:8443/x'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['http://8.8.8.8/', 'http://8.8.8.8/'],
    ['http://[2606:4700::1111]/', 'http://[2606:4700::1111]/'],
  ])('%s is read as %s', (text, expected) => {
    expect(parsePageAddress(text).href).toBe(expected);
  });

  test.each([
    ...['', ' ', 'https://', 'not a page', 'file:///etc/passwd', 'ftp://example.com/'],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'gopher://example.com/',
      'view-source:https://a.b',
    ],
    ...['https://user@example.com', 'https://user:pw@example.com', 'https://:pw@example.com'],
    ...[
      'https://example.com:22',
      'https://example.com:25',
      'http://example.com:6379/',
      'http://example.com:0/',
    ],
    ...[
      'http://localhost',
      'http://localhost./',
      'http://LOCALHOST',
      'http://a.localhost',
      'http://printer',
    ],
    ...[
      'http://nas.local',
      'http://router.lan/',
      'http://x.internal',
      'http://x.home.arpa',
      'http://metadata.google.internal/',
    ],
    ...[
      'http://127.0.0.1',
      'http://127.1',
      'http://2130706433',
      'http://0x7f000001',
      'http://0177.0.0.1',
      'http://0x7f.1',
    ],
    ...[
      'http://0',
      'http://0.0.0.0',
      'http://[::]',
      'http://[::1]',
      'http://[::ffff:127.0.0.1]',
      'http://[::ffff:7f00:1]',
    ],
    ...[
      'http://１２７.０.０.１',
      'http://127。0。0。1',
      'http://⑩.1',
      'http://ⓛocalhost',
      'http://127.0.0.1.',
    ],
    ...[
      'http://10.0.0.1',
      'http://172.16.0.1',
      'http://192.168.1.1',
      'http://169.254.169.254/latest/meta-data',
    ],
    ...[
      'http://100.64.0.1',
      'http://224.0.0.1',
      'http://255.255.255.255',
      'http://198.18.0.1',
      'http://192.0.2.1',
    ],
    ...[
      'http://[fe80::1]',
      'http://[fc00::1]',
      'http://[fd00:ec2::254]',
      'http://[ff02::1]',
      'http://[2002:7f00:1::]',
    ],
    ...[
      'http://[64:ff9b::7f00:1]',
      'http://[64:ff9b:1::a00:1]',
      'http://[2001::1]',
      'http://[2001:db8::1]',
      'http://[4000::1]',
    ],
    ...[
      'http://[2606:4700::5efe:a00:1]',
      'http://[::7f00:1]',
      `https://example.com/${'x'.repeat(2000)}`,
    ],
  ])('%s is refused', (text) => {
    expect(() => parsePageAddress(text)).toThrow(RefusedError);
  });
});

test('of the numeric addresses only those of the public Internet are public', () => {
  const isPublic = ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450::1'];
  const isNot = [
    '',
    'x',
    '10.1.2.3',
    '100.127.255.255',
    '192.88.99.1',
    '192.31.196.1',
    'fe80::1%eth0',
    '2620:4f:8000::1',
  ];
  expect(isPublic.map(isPublicAddress)).toEqual(isPublic.map(() => true));
  expect(isNot.map(isPublicAddress)).toEqual(isNot.map(() => false));
});

test('what is on a network of this machine is not the public web, whatever its address looks like', () => {
  const base = { netmask: '', mac: '', internal: false, scopeid: 0 };
  const interfaces = {
    wifi: [
      { ...base, family: 'IPv6' as const, address: '2a00:1::5', cidr: '2a00:1::5/64' },
      { ...base, family: 'IPv4' as const, address: '203.0.113.9', cidr: '203.0.113.9/24' },
    ],
    tunnel: [{ ...base, family: 'IPv4' as const, address: '1.2.3.4', cidr: '1.2.3.4/0' }],
  };
  const on = (address: string): boolean => isOnOwnNetwork(address, interfaces);
  expect(['2a00:1::5', '2a00:1::1', '203.0.113.1'].map(on)).toEqual([true, true, true]);
  expect(['2a00:1:0:1::1', '203.0.114.1', '8.8.8.8'].map(on)).toEqual([false, false, false]);
});
