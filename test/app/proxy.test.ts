import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { startModelServer } from '../peers/model-server.ts';
import { makeCertificates } from '../peers/ngrok-edge/certificates.ts';
import { ConnectProxy } from '../peers/proxy/connect-proxy.ts';
import { TlsFront } from '../peers/proxy/tls-front.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const password = 'Umbra/9 words';

/** All three services behind a proxy that wants a password, under names that only it can look up. */
async function openOutside(folder: string) {
  const scope = new AsyncDisposableStack();
  const voice = scope.use(await startCarbonVoice());
  const model = scope.use(await startModelServer());
  const phone = await openVoipBinPeer('server');
  scope.defer(() => phone.close());
  const proxy = scope.adopt(await new ConnectProxy().open(), (opened) => opened.close());
  proxy.wants = `Basic ${Buffer.from(`anna:${password}`).toString('base64')}`;
  const at = { 'voice.example': voice.url, 'phone.example': phone.url, 'model.example': model.url };
  const certificates = makeCertificates(Object.keys(at));
  for (const [name, url] of Object.entries(at)) {
    const front = new TlsFront(certificates, Number(new URL(url).port));
    scope.adopt(await front.open(), (opened) => opened.close());
    proxy.ports.set(`${name}:443`, front.port);
  }
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, certificates.ca);
  const env = {
    NODE_EXTRA_CA_CERTS: ca,
    ADJUTANT_NETWORK_PROXY: proxy.url.replace('//', '//anna@'),
    ADJUTANT_PROXY_PASSWORD: password,
    ADJUTANT_CARBONVOICE_URL: 'https://voice.example',
    ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
    ADJUTANT_VOIPBIN_URL: 'https://phone.example',
    ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
    ADJUTANT_LLM_URL: `https://model.example${new URL(model.url).pathname.replace(/\/$/u, '')}`,
    ADJUTANT_LLM_MODEL: 'first-listed',
  };
  return { proxy, voice, env, [Symbol.asyncDispose]: () => scope.disposeAsync() };
}

test('the built app reaches every service by the proxy, and the doctor names a proxy that refuses or is silent', async () => {
  await using home = await temporaryHome();
  await using outside = await openOutside(home.path);
  const { proxy, voice, env } = outside;
  await using app = await startInstance({ home: home.path, env });
  await app.untilCarbonVoice('connected');
  await until('model and phone are connected', async () => {
    const { llm, voipbin } = (await app.status()).connections;
    return llm.status === 'connected' && voipbin.status === 'connected';
  });
  await until('the live connection', () => voice.sockets.tries.length > 0);
  expect(new Set(proxy.asked)).toEqual(
    new Set(['voice.example:443', 'phone.example:443', 'model.example:443']),
  );
  expect(new Set(proxy.credentials)).toEqual(new Set([proxy.wants]));

  proxy.isSilent = true;
  proxy.drop();
  const silent = (await app.cli(['doctor'])).out;
  const findings = JSON.parse(silent) as readonly { hop: string; detail: string }[];
  for (const outside of ['model', 'carbonvoice-identity', 'voipbin-account']) {
    expect(findings.find(({ hop }) => hop === outside)?.detail).toContain(
      `The proxy at 127.0.0.1:${proxy.port} does not answer.`,
    );
  }

  proxy.isSilent = false;
  proxy.wants = 'another';
  const told = await app.cli(['doctor']);
  expect(told.code).toBe(1);
  expect(told.out).toContain(
    `The proxy at 127.0.0.1:${proxy.port} refuses the name or the password (407).`,
  );
  expect(told.out).toContain('secret set proxy-password');
  expect(told.out + told.err).not.toContain(password);
});
