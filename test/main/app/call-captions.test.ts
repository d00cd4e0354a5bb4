import { expect, test } from 'vitest';
import { beginCaptions, followCaptions } from '../../../main/app/call-captions.ts';
import type { Captions } from '../../../main/app/call-captions.ts';
import type { CallHappening } from '../../../main/call/call-events.ts';
import type { CallState } from '../../../main/call/call-state.ts';
import { CallScene } from '../call/call-scene.ts';

/** Every state of the call passes through the captions, as in a session. */
class CaptionedScene extends CallScene {
  captions: Captions | null = null;

  override happen(happening: CallHappening): this {
    super.happen(happening);
    this.captions = followCaptions(this.captions ?? beginCaptions(this.state), this.state);
    return this;
  }

  get list() {
    return this.captions?.list ?? [];
  }
}

const long = 'I can take a message and somebody will call you back today within two hours.';

function speaking(): CaptionedScene {
  const scene = new CaptionedScene()
    .happen({ type: 'call-status', status: 'progressing' })
    .happen({ type: 'transcription-opened', transcriptionId: 'ears' })
    .happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' });
  return scene.happen({ type: 'owner-says', text: long }).takeWords().wait(2000);
}

test('the words of the caller grow in one caption until the turn is over', () => {
  const scene = speaking().wait(10_000);
  scene.happen({ type: 'speech-interim', direction: 'in', text: 'Is the flat' });
  expect(scene.list.at(-1)).toMatchObject({ by: 'caller', text: 'Is the flat', final: false });
  const { id } = scene.list.at(-1) ?? {};
  scene.happen({ type: 'transcript', direction: 'in', text: 'Is the flat free?' }).wait(3000);
  expect(scene.list.filter(({ by }) => by === 'caller')).toEqual([
    { id, by: 'caller', text: 'Is the flat free?', unheard: null, final: true },
  ]);
});

test('what a real interruption kept from being heard is struck out', () => {
  const scene = speaking().happen({ type: 'speech-started', direction: 'in' });
  expect(scene.list[0]).toMatchObject({ text: long, unheard: null });
  scene.happen({ type: 'transcript', direction: 'in', text: 'Stop, I have a question.' });
  const unheard = scene.list[0]?.unheard ?? '';
  expect(unheard).toMatch(/within two hours\.$/);
  expect(unheard.length).toBeLessThan(long.length);
  expect(long.endsWith(unheard)).toBe(true);
});

test('what turns out to have been heard is not struck out any more', () => {
  const scene = speaking().happen({ type: 'speech-started', direction: 'in' });
  scene.happen({ type: 'transcript', direction: 'in', text: 'Stop, I have a question.' });
  scene.happen({ type: 'transcript', direction: 'out', text: long.slice(0, -24) }).wait(100);
  expect(scene.list[0]?.unheard).toBe('today within two hours.');
  scene.happen({ type: 'transcript', direction: 'out', text: long.slice(-24) });
  expect(scene.list[0]?.unheard).toBeNull();
});

test('a cough strikes nothing out, and the sentence that goes on stays one', () => {
  const scene = speaking().happen({ type: 'speech-started', direction: 'in' });
  scene.happen({ type: 'speech-ended', direction: 'in' }).wait(5000).takeWords().wait(20_000);
  expect(scene.list[0]).toMatchObject({ by: 'owner', text: long, unheard: null });
  expect(scene.list.filter(({ by }) => by === 'owner')).toHaveLength(1);
});

test('what was playing when the line went dead is struck out', () => {
  const scene = speaking().happen({ type: 'call-status', status: 'ended' });
  expect(long.endsWith(scene.list[0]?.unheard ?? '-')).toBe(true);
});

test('the newest fifty are shown', () => {
  const state: CallState = new CallScene().state;
  const item = { kind: 'reply', turnId: null, keptAs: null, owed: false } as const;
  let captions = beginCaptions(state);
  for (let id = 1; id <= 60; id += 1) {
    captions = followCaptions(captions, {
      ...state,
      pending: { ...item, id, text: `${id}`, speakingId: null },
    });
  }
  expect(captions.list.map(({ text }) => text)).toHaveLength(50);
  expect(captions.list.at(-1)?.text).toBe('60');
});
