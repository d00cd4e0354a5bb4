import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { NetworkWatch } from '../../../main/app/network-watch.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const second = 1000;

function address(text: string, internal = false): NetworkInterfaceInfo {
  const netmask = '255.255.255.0';
  return { address: text, netmask, family: 'IPv4', mac: '00:00:00:00:00:01', internal, cidr: null };
}

function open() {
  const clock = new FakeClock();
  const scene = { has: [address('192.0.2.7')], told: 0 };
  const interfaces = () => ({ lo: [address('127.0.0.1', true)], wlan0: scene.has });
  const watch = new NetworkWatch({ interfaces, clock }, () => (scene.told += 1));
  return { clock, scene, watch };
}

test('another address is told once', () => {
  const { clock, scene } = open();
  clock.advance(60 * second);
  expect(scene.told).toBe(0);
  scene.has = [address('198.51.100.7')];
  clock.advance(60 * second);
  expect(scene.told).toBe(1);
});

test('no network is not told, the same one again is', () => {
  const { clock, scene } = open();
  const { has } = scene;
  scene.has = [];
  clock.advance(60 * second);
  expect(scene.told).toBe(0);
  scene.has = has;
  clock.advance(60 * second);
  expect(scene.told).toBe(1);
});

test('addresses of a link alone say nothing', () => {
  const { clock, scene } = open();
  scene.has = [...scene.has, address('fe80::1'), address('169.254.1.1')];
  clock.advance(60 * second);
  expect(scene.told).toBe(0);
});

test('reads what the system tells, and leaves no timer behind', () => {
  const clock = new FakeClock();
  let told = 0;
  const watch = new NetworkWatch({ interfaces: networkInterfaces, clock }, () => (told += 1));
  clock.advance(6 * second);
  expect(told).toBe(0);
  watch.close();
  watch.close();
  expect(clock.pending).toBe(0);
});
