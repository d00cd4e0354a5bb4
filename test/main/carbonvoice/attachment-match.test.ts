import { expect, test } from 'vitest';
import { matchAttachments } from '../../../main/carbonvoice/attachment-match.ts';
import type { RemoteAttachment } from '../../../main/carbonvoice/attachment-wire.ts';

const link = {
  id: 'l',
  kind: 'link',
  url: 'https://a.example',
  name: 'https://a.example',
  bytes: null,
};
const file = { id: 'f', kind: 'file', url: 'https://b.example/1', name: 'f.pdf', bytes: 7 };
const twin = { ...file, id: 'g', url: 'https://b.example/2' };

function remote(id: string, more: Partial<RemoteAttachment> = {}): RemoteAttachment {
  const none = {
    type: null,
    link: null,
    fileName: null,
    mimeType: null,
    bytes: null,
    status: null,
  };
  return { ...none, id, ...more };
}

function match(wanted: Parameters<typeof matchAttachments>[0], there: readonly RemoteAttachment[]) {
  const found = matchAttachments(wanted, there);
  return Object.fromEntries([...found].map(([id, one]) => [id, one.id]));
}

test('goes by the order where everything is there, for links may be rewritten', () => {
  const there = [remote('1', { type: 'link' }), remote('2', { type: 'file' }), remote('3')];

  expect(match([link, file, twin], there)).toEqual({ l: '1', f: '2', g: '3' });
});

test('goes by links where some are missing, however they are written', () => {
  const there = [remote('2', { link: twin.url }), remote('1', { link: 'https://a.example/' })];

  expect(match([link, file, twin], there)).toEqual({ l: '1', g: '2' });
});

test('goes by name and size where links were rewritten', () => {
  const there = [remote('1', { type: 'file', fileName: 'f.pdf', bytes: 7 })];

  expect(match([link, file, twin], there)).toEqual({ f: '1' });
});

test('takes no other kind for ours, and nothing twice', () => {
  const there = [remote('1', { type: 'file', link: file.url }), remote('2', { type: 'link' })];

  expect(match([link, file], there)).toEqual({ f: '1' });
  expect(match([link, link], [remote('1', { link: link.url })])).toEqual({ l: '1' });
  expect(match([link], [])).toEqual({});
});
