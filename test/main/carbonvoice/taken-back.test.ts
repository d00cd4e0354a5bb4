import { afterEach, beforeEach, expect, test } from 'vitest';
import { notAllowedReason } from '../../../shared/sender.ts';
import { ChannelScene } from './channel-scene.ts';

let scene: ChannelScene;
beforeEach(() => {
  scene = new ChannelScene();
  return scene.open();
});
afterEach(() => scene.close());

test('whoever is taken off the list may not write from then on, also not by what was looked at before', () => {
  const friend = { author: 'friend', principal: 'trusted' } as const;
  const owner = { author: 'owner', principal: 'owner' } as const;
  expect(scene.channel.refusal(friend)).toBeNull();

  scene.allowed = ['somebody'];

  expect(scene.channel.refusal(friend)).toBe(notAllowedReason);
  expect(scene.channel.refusal(owner)).toBeNull();
});
