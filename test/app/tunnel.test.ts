import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../shared/doctor.ts';
import { toDelivery } from '../peers/carbon-voice/deliveries.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { NgrokEdge } from '../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../peers/ngrok-edge/edge.ts';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { childrenOf, isAlive } from './processes.ts';
import { authtoken, TunnelStage } from './tunnel-stage.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const secrets = {
  ADJUTANT_NGROK_AUTHTOKEN: 'authtoken-of-test',
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  ADJUTANT_LLM_KEY: 'llm-key-of-test',
  ADJUTANT_VOIPBIN_TOKEN: 'vb_token-of-test',
  ADJUTANT_VOIPBIN_USERNAME: 'user-of-test',
  ADJUTANT_VOIPBIN_PASSWORD: 'password-of-test',
};

async function startWithTunnel(
  home: string,
  { edge, double }: { readonly edge: NgrokEdge; readonly double: CarbonVoiceDouble },
): Promise<Instance> {
  const caFile = join(home, 'edge-ca.pem');
  await writeFile(caFile, edge.caPem);
  return startInstance({
    home,
    env: {
      ...secrets,
      ADJUTANT_CARBONVOICE_URL: double.url,
      ADJUTANT_NGROK_SERVER_ADDR: edge.serverAddr,
      ADJUTANT_NGROK_CA_FILE: caFile,
    },
  });
}

async function untilPublic(app: Instance): Promise<string> {
  return until('a public address', async () => (await app.status()).tunnel.url);
}

describe('the tunnel', () => {
  test('is subscribed, brings deliveries in, and leaves nothing at the edge', async () => {
    await using double = await startCarbonVoice();
    const edge = await startNgrokEdge({ authtokens: ['authtoken-of-test'] });
    await using home = await temporaryHome();
    await using app = await startWithTunnel(home.path, { edge, double });
    try {
      const url = await untilPublic(app);
      expect((await app.status()).connections.tunnel.status).toBe('connected');
      const hook = url + app.ready.ingress.carbonvoice;
      await until('it is subscribed', () => {
        const standing = [...double.journal.subscriptions.values()];
        return standing.length === 1 && standing[0]?.url === hook;
      });
      const message = double.say({ text: 'Hello from afar?', conversationId: 'c1' });
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(toDelivery(message, 'current-without-guids'));
      expect((await edge.fetch(hook, { method: 'POST', headers, body })).status).toBe(204);
      await until('it is answered', () => double.repliesTo(message).length === 1);
      expect((await edge.fetch(`${url}/`)).status).toBe(404);
      // Its own proof, the delivery, and the wrong path.
      const { requests } = (await app.status()).tunnel;
      expect(requests).toEqual({ month: expect.any(String), count: 3, plan: 20_000 });
      expect(edge.tunnels[0]?.requests).toBe(3);
      const found = JSON.parse((await app.cli(['doctor'])).out) as readonly Finding[];
      const hops = ['tunnel', 'public-path', 'carbonvoice-subscription'];
      expect(found.filter(({ hop }) => hops.includes(hop))).toMatchObject([
        { ok: true, detail: expect.stringContaining(`Open at ${new URL(url).host}.`) },
        { ok: true },
        { ok: true, detail: expect.stringContaining('The last delivery came at') },
      ]);
      // The doctor asks once.
      expect(edge.tunnels[0]?.requests).toBe(4);
      expect((await app.cli(['quit'])).code).toBe(0);
      expect((await app.exited).code).toBe(0);
      await until('no session is left', () => edge.sessions.length === 0, 2000);
      expect(edge.tunnels).toHaveLength(0);
    } finally {
      await app[Symbol.asyncDispose]();
      await edge.close();
    }
  });

  test.runIf(process.platform === 'linux')(
    'has a child without our secrets, which ends with us',
    async () => {
      await using double = await startCarbonVoice();
      const edge = await startNgrokEdge();
      await using home = await temporaryHome();
      await using app = await startWithTunnel(home.path, { edge, double });
      try {
        await untilPublic(app);
        const children = await childrenOf(app.pid);
        expect(children.length).toBeGreaterThan(0);
        for (const child of children) {
          const environment = await readFile(`/proc/${child}/environ`, 'utf8');
          const commandLine = await readFile(`/proc/${child}/cmdline`, 'utf8');
          for (const [variable, value] of Object.entries(secrets)) {
            expect(environment).not.toContain(variable);
            expect(environment + commandLine).not.toContain(value);
          }
        }
        await app.kill();
        const gone = async () => {
          const alive = await Promise.all(children.map((child) => isAlive(child)));
          return !alive.includes(true);
        };
        await until('the children are gone', gone, 2000);
        await until('no session is left', () => edge.sessions.length === 0, 2000);
      } finally {
        await app[Symbol.asyncDispose]();
        await edge.close();
      }
    },
  );

  test('opens once the token is corrected, and follows its address and its app wherever they go', async () => {
    // No domain is reserved, so an address that is gone is not given out again.
    await using stage = await TunnelStage.open({ reservedDomains: [] });
    await stage.start(null);
    await stage.app.cli(['secret', 'set', 'ngrok-authtoken'], { input: 'mistyped' });
    const refused = await until('it is refused', async () => {
      const { tunnel } = (await stage.app.status()).connections;
      return tunnel.status === 'refused' && tunnel;
    });
    expect(refused.remedy).toMatch(/secret set ngrok-authtoken/);
    await stage.app.cli(['secret', 'set', 'ngrok-authtoken'], { input: authtoken });
    const first = await stage.untilRegistered();
    expect(await stage.untilReached()).toBeGreaterThan(0);

    for (const tunnel of stage.edge.tunnels) stage.edge.stopTunnel(tunnel);
    const second = await stage.untilRegistered();
    expect(second).not.toBe(first);
    expect(await stage.untilReached()).toBeGreaterThan(0);

    await stage.app.kill();
    await stage.start();
    await stage.untilRegistered();
    expect(await stage.untilReached()).toBeGreaterThan(0);
    await until('one session is left', () => stage.edge.sessions.length === 1, 2000);
  });
});
