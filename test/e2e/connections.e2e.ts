import type { DoctorView } from '../../shared/doctor.ts';
import { hops } from '../../shared/doctor.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { connections, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

const refused = snapshot({
  connections: connections({
    voipbin: {
      status: 'refused',
      detail: 'VoIPBIN refuses the access key.',
      remedy:
        'Make a new access key in the VoIPBIN console and set it: npm run -s adjutant -- secret set voipbin-token',
    },
  }),
});

const at = Date.UTC(2026, 10, 20, 12, 4);
const run: DoctorView = {
  ...{ isRunning: true, hops, waitingFor: 'model', problem: null },
  findings: [
    { hop: 'keychain', verdict: 'good', detail: 'Secrets are kept.', remedy: '', at },
    { hop: 'store', verdict: 'good', detail: 'The data file is whole.', remedy: '', at },
  ],
};
const rest: DoctorView['findings'] = hops.slice(2).map((hop) => ({
  ...{ hop, verdict: 'off', detail: 'Not set up.', remedy: '', at },
}));
const bad: DoctorView['findings'][number] = {
  ...{ hop: 'voipbin-account', verdict: 'bad', detail: 'VoIPBIN refuses the access key.', at },
  remedy: 'Have it answered: npm run -s adjutant -- number answer +12025550199',
};

test('a refused key has a button where to set it, and the look at every hop is drawn as it goes', async ({
  page,
  show,
}) => {
  await page.clock.setFixedTime(new Date('2026-11-20T12:05:00Z'));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  const { scene, server } = await show(refused);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('connections');
  await page.keyboard.press('Enter');
  const view = page.getByRole('region', { name: 'Connections and checks' });
  const phone = view.getByRole('listitem').filter({ hasText: 'VoIPBIN refuses' });
  await expect(
    phone.getByRole('button', { name: 'Set it here: VoIPBIN access key' }),
  ).toBeVisible();
  await view.getByRole('button', { name: 'Look again: Phone' }).press('Enter');
  const asked = () => scene.requests.findLast(({ name }) => name === 'doctor:start')?.payload;
  await expect
    .poll(asked)
    .toEqual({ hops: ['voipbin-account', 'voipbin-socket', 'voipbin-number'] });

  await view.getByRole('button', { name: 'Look at every hop' }).press('Enter');
  await expect.poll(asked).toEqual({ hops: null });
  server.change({ type: 'doctor-changed', doctor: run });
  const chain = view.getByRole('region', { name: 'Every hop on the way' });
  await expect(chain.getByRole('listitem')).toHaveCount(hops.length);
  await expect(chain.getByRole('listitem').nth(2)).toContainText('being looked at');
  await expect(chain.getByRole('status')).toContainText('up to twenty seconds');
  await picture(page, 'connections-running-large-light');
  const findings = [...run.findings, ...rest.filter(({ hop }) => hop !== bad.hop), bad];
  server.change({
    type: 'doctor-changed',
    doctor: { ...run, isRunning: false, waitingFor: null, findings },
  });
  await expect(chain.getByRole('status')).toHaveText('1 hop is not in order.');
  await page.setViewportSize({ width: 400, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'connections-small-dark');
  expect(await violationsOf(page)).toEqual([]);
  await chain.getByRole('button', { name: 'Answer +12025550199 with Adjutant' }).press('Enter');
  await expect
    .poll(() => scene.requests.findLast(({ name }) => name === 'numbers:answer')?.payload)
    .toEqual({ number: '+12025550199' });
});
