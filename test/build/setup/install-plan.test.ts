import { describe, expect, test } from 'vitest';
import { planInstall } from '../../../build/setup/install-plan.mjs';

const needs = ['compiler', 'libsecret'] as const;

describe('the plan for missing system packages', () => {
  test('is nothing when nothing is missing', () => {
    expect(planInstall({ needs: [], tool: 'apt-get', rights: 'root' })).toEqual({ kind: 'none' });
  });

  test('runs apt as root, lists first', () => {
    expect(planInstall({ needs, tool: 'apt-get', rights: 'root' })).toEqual({
      kind: 'run',
      commands: [
        ['apt-get', 'update'],
        ['apt-get', 'install', '-y', '--no-install-recommends', 'g++', 'libsecret-1-dev'],
      ],
      byHand:
        'sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ libsecret-1-dev',
    });
  });

  test('asks for what not every system has by itself', () => {
    const plan = planInstall({ needs: ['calendar', 'make'], tool: 'apt-get', rights: 'root' });
    const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
    expect(plan).toMatchObject({
      commands: [
        ['apt-get', 'update'],
        [...install, 'make'],
        [...install, 'python3-radicale'],
      ],
    });
  });

  test('takes the lighter browser as well where there is one', () => {
    const plan = planInstall({ needs: ['browser'], tool: 'apt-get', rights: 'root' });
    const install = ['apt-get', 'install', '-y', '--no-install-recommends'];
    expect(plan).toMatchObject({
      commands: [
        ['apt-get', 'update'],
        [...install, 'chromium'],
        [...install, 'chromium-headless-shell'],
      ],
    });
    const other = planInstall({ needs: ['browser'], tool: 'dnf', rights: 'root' });
    expect(other).toMatchObject({ commands: [['dnf', 'install', '-y', 'chromium']] });
  });

  test('uses sudo only in the form that never asks', () => {
    const plan = planInstall({ needs, tool: 'dnf', rights: 'sudo' });
    const packages = ['gcc-c++', 'libsecret-devel'];
    const prefix = ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'];
    expect(plan).toMatchObject({
      kind: 'run',
      commands: [[...prefix, 'dnf', 'install', '-y', ...packages]],
      byHand: 'sudo dnf install -y gcc-c++ libsecret-devel',
    });
  });

  test('only tells the command without rights', () => {
    expect(planInstall({ needs, tool: 'pacman', rights: 'none' })).toEqual({
      kind: 'tell',
      byHand: 'sudo pacman -S --needed --noconfirm gcc libsecret',
    });
  });

  test('names what is missing where the package tool is unknown', () => {
    expect(planInstall({ needs, tool: null, rights: 'root' })).toEqual({
      kind: 'unknown',
      sentence: 'install by hand: compiler, libsecret',
    });
  });
});
