import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import { makeCertificates } from '../../peers/ngrok-edge/certificates.ts';
import { ConnectProxy } from '../../peers/proxy/connect-proxy.ts';
import { TlsFront } from '../../peers/proxy/tls-front.ts';
import { launchDesktop, temporaryHome } from './launch-desktop.ts';

const name = 'voice.example';

beforeAll(ensureBuilt);

test('the desktop reaches its services by the proxy, and the tray tells when there is none', async () => {
  await using scope = new AsyncDisposableStack();
  const service = scope.use(await startCarbonVoice());
  const proxy = scope.adopt(await new ConnectProxy().open(), (opened) => opened.close());
  const certificates = makeCertificates([name]);
  const front = new TlsFront(certificates, Number(new URL(service.url).port));
  scope.adopt(await front.open(), (opened) => opened.close());
  // Nothing but the proxy knows this name.
  proxy.ports.set(`${name}:443`, front.port);
  const ca = join(temporaryHome(), 'ca.pem');
  writeFileSync(ca, certificates.ca);
  const env = {
    NODE_EXTRA_CA_CERTS: ca,
    ADJUTANT_CARBONVOICE_URL: `https://${name}`,
    ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  };
  const through = { ...env, ADJUTANT_NETWORK_PROXY: proxy.url };
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], through);
  await desktop.until('page-event', (event) => JSON.stringify(event).includes('Signed in as'));
  expect(new Set(proxy.asked)).toEqual(new Set([`${name}:443`]));
  proxy.status = 503;
  const refused = launchDesktop(temporaryHome(), ['--hidden'], through);
  const words = await refused.until('tooltip', (text) => text !== 'Adjutant is ready');
  expect(words).toMatch(/^Adjutant: .*proxy/u);
});
