import { expect, test } from 'vitest';
import type { Caption } from '../../../shared/call-status.ts';
import { captionNews, speakerOf } from '../../../renderer/calls/caption-news.ts';

const caption = (id: string, final: boolean, by: Caption['by'] = 'caller'): Caption => ({
  ...{ id, by, final, text: id, unheard: null },
});

test('only whole sentences that were not known are news', () => {
  const captions = [caption('old', true), caption('new', true), caption('growing', false)];
  expect(captionNews(new Set(['old']), captions).map(({ id }) => id)).toEqual(['new']);
});

test('a speaker is called the caller, the agent’s name, or you', () => {
  const names = (['caller', 'agent', 'owner'] as const).map((by) =>
    speakerOf(caption('a', true, by), 'Ada'),
  );
  expect(names).toEqual(['Caller', 'Ada', 'You']);
});
