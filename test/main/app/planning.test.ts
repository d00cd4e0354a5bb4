import { expect, test } from 'vitest';
import { ownersCall } from '../../../main/app/planning.ts';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { handOver } from '../call/call-moves.ts';
import { CallScene } from '../call/call-scene.ts';

/** A live call whose session takes down what happens on it. */
function live(principal: 'owner' | 'trusted', state = CallScene.live().state) {
  const happened: CallHappening[] = [];
  const session = {
    state,
    speakable: (text: string) => text.split('\n'),
    happen: (one: CallHappening) => void happened.push(one),
  };
  return { principal, session, happened };
}

test('what is to be told is said on the call that is the owner’s, in pieces and as words of ours', () => {
  const [theirs, own] = [live('trusted'), live('owner')];
  ownersCall([theirs, own])?.say('Your day:\nNothing.');
  expect(theirs.happened).toEqual([]);
  expect(own.happened).toEqual([{ type: 'notice', pieces: ['Your day:', 'Nothing.'] }]);
});

test('it is said on no call that is being handed over, nor before anybody is there', () => {
  const passedOn = CallScene.live().happen(handOver).state;
  expect(ownersCall([live('owner', passedOn)])).toBeNull();
  expect(ownersCall([live('owner', new CallScene().state)])).toBeNull();
  expect(ownersCall([live('trusted')])).toBeNull();
});
