import { expect, test } from 'vitest';
import { callSettings, CallScene } from './call-scene.ts';
import { answered, openDesk, says } from './desk-scene.ts';

test('an answer without a word that can be said is told as one: no silence follows it', () => {
  const scene = CallScene.live().callerSays('Do you like it?').wait(500);
  scene.answer();
  scene.wait(200);
  expect(scene.said).toHaveLength(1);
  scene.takeWords().wait(20_000);
  expect(scene.said).toHaveLength(1);
});

test('a clock that is set back in a call keeps no caller waiting for the difference', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  const ears = await answered(opened);
  await clock.advanceAsync(4000);
  for (const text of ['What is the time?', 'And the date?']) {
    says(telephony, ears, text);
    await clock.advanceAsync(50);
    clock.setNow(clock.now() - 3_600_000);
    await clock.advanceAsync(8000);
  }
  expect(telephony.asked).toContain('say You said: What is the time?');
  expect(telephony.asked).toContain('say You said: And the date?');
});

test('a goodbye that may be taken back is final when the call has lasted as long as it may', () => {
  const scene = CallScene.live({ maxCallMs: 60_500, silenceHangupMs: 60_000 });
  scene.wait(59_900);
  scene.wait(200);
  expect(scene.state.phase).toBe('leaving');
  scene.wait(600).callerSays('I am back.');
  expect(scene.state.phase).toBe('leaving');
  scene.wait(15_000);
  expect(scene.all('hang-up').length).toBeGreaterThan(0);
});

/** How long nothing is said from now on. */
function silenceAfter(scene: CallScene): number {
  const { at: from } = scene;
  const said = scene
    .wait(6000)
    .effects.find(({ at, effect }) => effect.type === 'say' && at > from);
  return (said?.at ?? Infinity) - from;
}

test('dead air is counted from the last word of the caller, not from when the turn was surely over', () => {
  const scene = CallScene.live().callerSays('I would like a table for');
  expect(silenceAfter(scene)).toBeLessThanOrEqual(callSettings.fillerAfterMs);
});

test('dead air is counted from there also where the caller cut off words that would still be playing', () => {
  const greeting = 'Hello, this is a greeting of which much more is to be heard than that. '.repeat(
    3,
  );
  const scene = CallScene.live({ greeting }).takeWords().wait(500).callerSays('Where is he?');
  expect(silenceAfter(scene)).toBeLessThanOrEqual(callSettings.fillerAfterMs);
});
