import { picture } from './fixture/picture.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import { message, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

test.use({ viewport: { width: 400, height: 640 } });

const oneMessage = snapshot({ messages: [message({ id: '1', text: 'Still here' })] });

test('a lost connection says so, keeps the thread, and comes back by itself', async ({
  page,
  show,
  complaints,
}) => {
  const { server, scene } = await show(oneMessage);
  server.refuseSockets = true;
  server.dropSockets();
  await expect(page.getByText('No connection to Adjutant. Trying again by itself.')).toBeVisible();
  await expect(page.getByText('Still here')).toBeVisible();
  await expect(composer(page)).toHaveAccessibleDescription('No connection: your draft is kept.');
  await picture(page, 'lost-small');
  scene.apply({ type: 'message-saved', message: message({ id: '2', text: 'Came meanwhile' }) });
  server.refuseSockets = false;
  // It may be back by itself before that is pressed.
  const pressed = page.getByRole('button', { name: 'Try now' }).click({ timeout: 5_000 });
  await pressed.catch(() => 'it is back');
  await expect(page.getByText('Came meanwhile')).toBeVisible();
  await expect(page.getByText(/^No connection/)).toBeHidden();
  // Browsers report every refused handshake on the console.
  complaints.length = 0;
});

test('an app that does not answer is told of, and missed no longer once it does', async ({
  page,
  show,
  complaints,
}) => {
  await page.clock.install();
  const { server, scene } = await show(oneMessage);
  const isSilent = page.getByText(/^Adjutant does not answer at the moment/);
  server.isFrozen = true;
  await composer(page).fill('Are you there?');
  await composer(page).press('Enter');
  await page.clock.runFor(7_000);
  await expect(isSilent).toBeVisible();
  await expect(page.getByText('Still here')).toBeVisible();
  await picture(page, 'silent-small');
  scene.apply({ type: 'message-saved', message: message({ id: '2', text: 'Are you there?' }) });
  server.isFrozen = false;
  // What it did not answer is given up with the connection; the new one tells that it arrived.
  await page.clock.runFor(16_000);
  await expect(isSilent).toBeHidden();
  await expect(page.getByRole('article').getByText('Are you there?')).toBeVisible();
  await expect(composer(page)).toHaveValue('');
  complaints.length = 0;
});

test('two windows show the same, whichever of them it was done in', async ({
  page,
  show,
  context,
}) => {
  const { address, server, scene } = await show(oneMessage);
  const other = await context.newPage();
  await other.setViewportSize({ width: 1280, height: 800 });
  await other.goto(address);
  await expect(other.getByText('Still here')).toBeVisible();
  await other.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^Paused\. Messages are received/)).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(other.getByText(/^Paused\. Messages are received/)).toBeHidden();
  server.change({ type: 'message-saved', message: message({ id: '2', text: 'For both' }) });
  for (const one of [page, other]) await expect(one.getByText('For both')).toBeVisible();
  // One of them misses something, and makes up for it.
  scene.apply({ type: 'message-saved', message: message({ id: '3', text: 'Missed' }) });
  server.change({ type: 'message-saved', message: message({ id: '4', text: 'Not missed' }) });
  for (const one of [page, other]) {
    await expect(one.getByRole('article')).toHaveText([
      /Still here/,
      /For both/,
      /Missed/,
      /Not missed/,
    ]);
  }
});

test('an ended session says how to get back in', async ({ page, show, complaints }) => {
  const { server } = await show(oneMessage);
  server.entry.session = 'over';
  server.dropSockets();
  await expect(page.getByText('This page is not signed in.')).toBeVisible();
  await expect(page.getByText('npm run -s adjutant -- ui')).toBeVisible();
  await picture(page, 'ended-small');
  expect(await violationsOf(page)).toEqual([]);
  server.entry.session = 'valid';
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('This page is not signed in.')).toBeHidden();
  complaints.length = 0;
});

test('a link lets in once, and its code leaves the address', async ({
  page,
  serve,
  complaints,
}) => {
  const { address } = await serve(oneMessage);
  await page.goto(`${address}enter#code=right`);
  await expect(page.getByText('Still here')).toBeVisible();
  expect(page.url()).toBe(address);
  expect(complaints).toEqual([]);
  await page.goto(`${address}enter#code=right`);
  await expect(page.getByRole('heading', { name: 'This link was used' })).toBeVisible();
  expect(page.url()).toBe(`${address}enter`);
  await expect(page.getByText('npm run -s adjutant -- ui')).toBeVisible();
  await picture(page, 'enter-used');
  expect(await violationsOf(page)).toEqual([]);
  complaints.length = 0;
});

test('a page without a code, or without an app behind it, says so', async ({
  page,
  serve,
  complaints,
}) => {
  const { address, server } = await serve(oneMessage);
  await page.goto(`${address}enter`);
  await expect(page.getByRole('heading', { name: 'This page needs a link' })).toBeVisible();
  await page.route('**/session', (route) => route.abort());
  await page.goto(`${address}enter#code=right`);
  await page.reload();
  await page.goto('about:blank');
  await page.goto(`${address}enter#code=right`);
  await expect(page.getByRole('heading', { name: 'Adjutant does not answer.' })).toBeVisible();
  await page.unroute('**/session');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Still here')).toBeVisible();
  expect(server.entry.code).toBe('');
  complaints.length = 0;
});

test('nothing but the page itself is asked for', async ({ page, show }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') foreign.push(request.url());
  });
  await show(
    snapshot({
      messages: [
        message({
          id: '1',
          direction: 'out',
          author: 'agent',
          delivery: 'sent',
          text: '![x](https://tracker.example/p.png) <img src="https://tracker.example/q.png">',
        }),
      ],
    }),
  );
  await expect(page.getByText('Image: x')).toBeVisible();
  expect(foreign.filter((address) => !address.startsWith('data:'))).toEqual([]);
});
