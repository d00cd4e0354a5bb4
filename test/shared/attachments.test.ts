import { expect, test } from 'vitest';
import { attachmentText, sizeText, wordsWithAttachments } from '../../shared/attachments.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1536, '1.5 kB'],
  [120_400, '120 kB'],
  [9_960_000, '10 MB'],
  [10_485_760, '10 MB'],
  [3e12, '3000 GB'],
])('a size of %i is told as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [{ name: 'report.pdf', mimeType: 'application/pdf', bytes: 120_400 }, 'report.pdf, PDF, 120 kB'],
  [{ name: 'notes', mimeType: 'text/plain', bytes: null }, 'notes, text/plain'],
  [{ name: 'notes', mimeType: null, bytes: 5 }, 'notes, 5 bytes'],
])('%j is told as %s', (attachment, text) => {
  expect(attachmentText(attachment)).toBe(text);
});

test('the agent is told what came along, once', () => {
  const none = { reason: null, path: null, mimeType: null } as const;
  const attachments = [
    { ...none, kind: 'file', name: 'a.pdf', bytes: 1000, state: 'awaited' },
    { ...none, kind: 'link', name: 'https://a.example/', bytes: null, state: 'named' },
  ] as const;
  const told = '> Attached: a.pdf, PDF, 1 kB\n> Attached: https://a.example/';

  expect(wordsWithAttachments({ text: 'Look', attachments })).toBe(`Look\n\n${told}`);
  expect(wordsWithAttachments({ text: 'a.pdf, PDF, 1 kB\nhttps://a.example/', attachments })).toBe(
    told,
  );
  expect(wordsWithAttachments({ text: 'Look' })).toBe('Look');
});
