import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { KeyringSession, noKeyring } from '../main/settings/keyring-session.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { startModelServer } from '../peers/model-server.ts';
import { startNgrokEdge } from '../peers/ngrok-edge/edge.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { PageFrames } from './page-frames.ts';
import { findSecrets, tracesOfArchive, tracesOfChildren, tracesOfFolder } from './secret-search.ts';
import type { Trace } from './secret-search.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

/** Characters that each spelling writes in another way. */
const mark = '+Umbra/9 &"%41=Z';
const variables = {
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_Kq3+Umbra/9&%41=Z',
  ADJUTANT_VOIPBIN_USERNAME: `voipbin-user${mark}`,
  ADJUTANT_VOIPBIN_PASSWORD: `voipbin-pass${mark}`,
  ADJUTANT_NGROK_AUTHTOKEN: 'ngrok-2Kq3-authtoken-Umbra9',
};
const kept = {
  'llm-key': 'sk-llm-Kq3+Umbra/9&%41=Z',
  'stt-key': `stt${mark}`,
  'tts-key': `tts${mark}`,
  'phone-pin': '90817263',
  'proxy-password': `proxy${mark}`,
  'mcp.files.token': `mcp${mark}`,
};
const secrets = { ...variables, ...kept };

/** A service that refuses every key and repeats in its answer what it was given, as some do. */
async function startEcho() {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    void request.toArray().then((chunks: Buffer[]) => {
      const said = `${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()}`;
      const message = `Incorrect API key provided: ${request.headers.authorization} (${said})`;
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message, code: 'invalid_api_key' }, message }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, asked: () => asked, [Symbol.dispose]: close };
}

test('what is sought is found in every spelling', () => {
  const value = `a${mark}b`;
  const spelled = [
    value,
    JSON.stringify({ value }),
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
    Buffer.from(value, 'utf16le').toString('latin1'),
    ...['', 'x', 'xy', 'user:'].map((before) =>
      Buffer.from(`${before}${value}:after`).toString('base64'),
    ),
  ];
  for (const text of spelled) {
    expect(findSecrets({ value }, [{ where: 'there', text: `…${text}…` }])).not.toEqual([]);
  }
  expect(findSecrets({ value }, [{ where: 'there', text: 'nothing' }])).toEqual([]);
});

const unkept = noKeyring === null ? '' : ` (kept in memory only: ${noKeyring})`;

describe(`the secrets of a whole life${unkept}`, () => {
  test('stand in no file, line, frame, child or archive', { timeout: 150_000 }, async () => {
    const traces: Trace[] = [];
    await using home = await temporaryHome();
    const keyring = noKeyring === null ? await KeyringSession.open() : null;
    await keyring?.start('unlocked');
    const outside = await mkdtemp(join(tmpdir(), 'adjutant-outside-'));
    try {
      const env = {
        ...variables,
        ...keyring?.env,
        ...(keyring ? { ADJUTANT_KEYCHAIN: 'on' } : {}),
        ADJUTANT_LOG: 'debug',
        ADJUTANT_PRIVACY_DIAGNOSTICS: 'true',
      };
      await liveWell({ home: home.path, env, outside, traces });
      await liveRefused({ home: home.path, env, traces });
      traces.push(...(await tracesOfFolder(home.path)), ...(await tracesOfFolder(outside)));
    } finally {
      await keyring?.close();
      await rm(outside, { recursive: true, force: true });
    }
    expect(traces.length).toBeGreaterThan(30);
    expect([...new Set(findSecrets(secrets, traces))]).toEqual([]);
  });
});

type Life = {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly traces: Trace[];
};

/** Everything connects and works; a backup and an export are made; the end is a kill. */
async function liveWell({ home, env, outside, traces }: Life & { readonly outside: string }) {
  await using carbonVoice = await startCarbonVoice({
    tokens: [variables.ADJUTANT_CARBONVOICE_PAT],
  });
  await using model = await startModelServer();
  const voipBin = await openVoipBinPeer('server');
  voipBin.gate.users.set(variables.ADJUTANT_VOIPBIN_USERNAME, variables.ADJUTANT_VOIPBIN_PASSWORD);
  const edge = await startNgrokEdge({ authtokens: [variables.ADJUTANT_NGROK_AUTHTOKEN] });
  try {
    const caFile = join(outside, 'edge-ca.pem');
    await writeFile(caFile, edge.caPem);
    await using app = await startInstance({
      home,
      env: {
        ...env,
        ADJUTANT_CARBONVOICE_URL: carbonVoice.url,
        ADJUTANT_VOIPBIN_URL: voipBin.url,
        ADJUTANT_NGROK_SERVER_ADDR: edge.serverAddr,
        ADJUTANT_NGROK_CA_FILE: caFile,
        ADJUTANT_LLM_URL: model.url,
        ADJUTANT_LLM_MODEL: 'small',
      },
    });
    using page = await PageFrames.enter(app.ready.ui);
    await setSecrets(app, traces);
    await until('everything is connected', async () => {
      const { connections } = await app.status();
      const { carbonvoice, voipbin, tunnel } = connections;
      return [carbonvoice, voipbin, tunnel].every(({ status }) => status === 'connected');
    });
    traces.push(...(await tracesOfChildren(app.pid)));
    const message = carbonVoice.say({ text: 'Are you there?', conversationId: 'c1' });
    await carbonVoice.deliver(app.webhookUrl, message, 'current');
    await until('it is answered', () => carbonVoice.repliesTo(message).length === 1);
    // The key was used, so it was there to be told.
    expect(model.requests.at(-1)?.authorization).toBe(`Bearer ${kept['llm-key']}`);
    await tell(app, traces, ['call', '+15551000001'], ['webhooks'], ['doctor'], ['export']);
    for (const name of ['state:get', 'secrets:list', 'settings:list']) await page.ask(name, {});
    const archive = join(outside, 'backup.adjutant');
    await tell(app, traces, ['backup', archive]);
    traces.push(...(await tracesOfArchive(archive)));
    await app.kill();
    traces.push({ where: 'the output', text: app.out + app.err });
    traces.push({ where: 'a frame of the page', text: page.frames.join('\n') });
    // What was signed in with is as good as the password.
    const signedIn = Object.fromEntries([...voipBin.gate.jwts].map((jwt) => ['a sign-in', jwt]));
    expect(Object.keys(signedIn)).toHaveLength(1);
    expect(findSecrets(signedIn, [...traces, ...(await tracesOfFolder(home))])).toEqual([]);
  } finally {
    await edge.close();
    await voipBin.close();
  }
}

/** Every service refuses the keys and repeats them; the end is a fault that nobody caught. */
async function liveRefused({ home, env, traces }: Life) {
  using echo = await startEcho();
  const preload = fileURLToPath(new URL('./fault-on-signal.ts', import.meta.url));
  await using app = await startInstance({
    home,
    preload,
    env: {
      ...env,
      ADJUTANT_CARBONVOICE_URL: echo.url,
      ADJUTANT_VOIPBIN_URL: echo.url,
      ADJUTANT_LLM_URL: `${echo.url}/v1`,
      ADJUTANT_LLM_MODEL: 'small',
      ADJUTANT_TUNNEL: 'off',
      FAULT_TEXT: Object.values(secrets).join(' '),
    },
  });
  using page = await PageFrames.enter(app.ready.ui);
  await setSecrets(app, traces);
  await tell(app, traces, ['say', 'Hello?'], ['status'], ['doctor']);
  await page.ask('state:get', {});
  await page.ask('doctor:start', { hops: ['model', 'carbonvoice-identity'] });
  await until('the services were asked', () => echo.asked() > 5);
  app.signal('SIGUSR2');
  expect((await app.exited).code).toBe(1);
  expect(app.err).toContain('crashed');
  traces.push({ where: 'the output after refusals', text: app.out + app.err });
  traces.push({ where: 'a frame of the page after refusals', text: page.frames.join('\n') });
  await tell(app, traces, ['doctor'], ['export'], ['secret', 'list']);
}

/** By the command; each is then in the keychain, or kept in memory. */
async function setSecrets(app: Instance, traces: Trace[]): Promise<void> {
  for (const [name, input] of Object.entries(kept)) {
    const set = await app.cli(['secret', 'set', name], { input });
    expect([name, set.code]).toEqual([name, 0]);
    traces.push({ where: `secret set ${name}`, text: set.out + set.err });
  }
}

async function tell(app: Instance, traces: Trace[], ...commands: readonly (readonly string[])[]) {
  for (const args of commands) {
    const { out, err } = await app.cli(args);
    expect([args[0], out + err]).not.toEqual([args[0], '']);
    traces.push({ where: `adjutant ${args.join(' ')}`, text: out + err });
  }
}
