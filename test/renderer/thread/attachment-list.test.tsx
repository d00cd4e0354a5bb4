import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AttachmentList } from '../../../renderer/thread/AttachmentList.tsx';
import type { ThreadAttachment } from '../../../shared/attachments.ts';

function show(change: Partial<ThreadAttachment>): string {
  const attachment: ThreadAttachment = {
    ...{ kind: 'file', name: 'report.pdf', mimeType: 'application/pdf', bytes: 120_000 },
    ...{ state: 'fetched', reason: null, path: 'files/m/1-report.pdf', ...change },
  };
  return renderToStaticMarkup(<AttachmentList attachments={[attachment]} />);
}

test('shows a file by name, type and size, and nothing more when it is here', () => {
  expect(show({})).toMatch(
    /dir="auto">report\.pdf<.*<bdi>File · PDF · 120 kB<\/bdi><\/span><\/li>/u,
  );
});

test('tells that it is on its way, and why it is not here', () => {
  expect(show({ state: 'awaited' })).toContain('Being fetched');
  expect(show({ state: 'uploaded' })).toContain('Being sent');
  expect(show({ state: 'failed', reason: 'It is gone.' })).toContain('It is gone.');
});

test('shows a link as a link, and what only looks like one as text', () => {
  const link = { kind: 'link', mimeType: null, bytes: null, state: 'named' } as const;

  expect(show({ ...link, name: 'https://a.example/' })).toContain('href="https://a.example/"');
  expect(show({ ...link, name: 'javascript:alert(1)' })).not.toContain('href');
});

test('tells where a link leads, whatever its address pretends', () => {
  const link = { kind: 'link', mimeType: null, bytes: null, state: 'named' } as const;

  const lying = show({ ...link, name: 'https://bank.example@evil.example/login' });
  expect(lying).toContain('<bdi>Link · evil.example</bdi>');
  const alike = show({ ...link, name: 'https://\u0430pple.com/' });
  expect(alike).toContain('<bdi>Link · xn--pple-43d.com</bdi>');
});

test('shows a name that looks like markup as it is', () => {
  expect(show({ name: '<b>.pdf' })).toContain('&lt;b&gt;.pdf');
});
