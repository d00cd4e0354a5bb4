import type { ThreadAttachment } from '../../shared/attachments.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

const noon = Date.UTC(2026, 10, 20, 12, 0);
const file: Omit<ThreadAttachment, 'name'> = {
  ...{ kind: 'file', mimeType: null, bytes: 4_000, state: 'fetched', reason: null },
  ...{ path: 'files/m/1-a' },
};
const wide = `|${' head |'.repeat(40)}\n|${'---|'.repeat(40)}\n|${' cell |'.repeat(40)}`;

const hostile = snapshot({
  messages: [
    reply({ id: '1', at: noon, text: '<script>alert(1)</script><img src=x onerror=alert(1)>' }),
    reply({
      id: '2',
      at: noon + 1,
      text: '![a](https://evil.example/p.png) [b](javascript:alert(1))',
    }),
    reply({
      id: '3',
      at: noon + 2,
      text: '[https://bank.example](https://bank.example@evil.example/)',
    }),
    message({ id: '4', at: noon + 3, text: 'See https://аpple.com/login and \u202Ettocs\u202C.' }),
    reply({ id: '5', at: noon + 4, text: wide }),
    reply({ id: '6', at: noon + 5, text: `${'>'.repeat(3_000)} deep` }),
    message({
      ...{
        id: '7',
        at: noon + 6,
        channel: 'carbonvoice',
        principal: 'stranger',
        author: 'x\u202Ey',
      },
      text: 'w'.repeat(300),
      attachments: [
        { ...file, name: 'invoice\u202Efdp.exe' },
        { ...file, name: `${'long'.repeat(75)}.pdf.exe` },
        { ...file, name: 'two\nlines.txt' },
      ],
    }),
    reply({ id: '8', at: noon + 7, text: 'word and word\n'.repeat(8_000) }),
  ],
});

test('hostile words, links and names are shown for what they are, and fetch nothing', async ({
  page,
  show,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).hostname));
  await page.setViewportSize({ width: 400, height: 640 });
  await show(hostile);
  const thread = page.getByRole('region', { name: 'Thread' });
  await expect(thread.getByRole('button', { name: /^Show all 112,000/ })).toBeAttached();
  await picture(page, 'hostile-end-small-light');
  await thread.focus();
  await page.keyboard.press('Home');
  await expect(thread.getByText('<script>alert(1)</script>')).toBeInViewport();
  await expect(thread.getByText('(evil.example)')).toBeVisible();
  await expect(thread.getByText('(xn--pple-43d.com)')).toBeVisible();
  await picture(page, 'hostile-start-small-light');
  expect(await violationsOf(page)).toEqual([]);
  await thread.evaluate((element) => (element.scrollTop = 700));
  await expect(thread.getByText('invoice�fdp.exe', { exact: false })).toBeVisible();
  await picture(page, 'hostile-middle-small-light');
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, 'nothing reaches beyond the window').toBe(0);
  expect([...new Set(asked)]).toEqual(['127.0.0.1']);
});
