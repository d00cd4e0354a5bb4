import { connect } from 'node:net';
import type { DoctorItem } from '../../../shared/doctor.ts';
import { NetworkError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import { systemClock } from '../../base/clock.ts';
import { createLogger } from '../../base/log.ts';
import type { Logger } from '../../base/log.ts';
import type { Proxies, ProxyRules } from '../../base/proxy.ts';
import { Scope } from '../../base/scope.ts';
import { CarbonVoiceClient } from '../../carbonvoice/client.ts';
import type { CarbonVoicePort } from '../../doctor/carbonvoice-ports.ts';
import { runDoctor } from '../../doctor/run-doctor.ts';
import type { TunnelPort } from '../../doctor/tunnel-check.ts';
import type { VoipBinPort } from '../../doctor/voipbin-ports.ts';
import { openCommandKeytar } from '../../settings/command-keytar.ts';
import type { CommandKeytar } from '../../settings/command-keytar.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { Secrets } from '../../settings/ports.ts';
import { openSecrets } from '../../settings/secrets.ts';
import type { OpenedSecrets } from '../../settings/secrets.ts';
import { dataFile } from '../../store/store.ts';
import { openVoipBin } from '../../voipbin/telephony.ts';
import type { VoipBin } from '../../voipbin/telephony.ts';
import { readToken } from '../carbon-voice.ts';
import { bundledScript } from '../ground.ts';
import { NumberCare } from '../numbers/number-care.ts';
import { openCalendarSources } from '../calendar-sources.ts';
import { calendarPort } from '../calendar.ts';
import { joinProxies } from '../proxies.ts';
import { edgeOf, readCa, stateBehindProxy } from '../tunnel.ts';
import { createChecks } from './checks.ts';
import { readDataFile } from './data-file.ts';
import type { ReadDataFile } from './data-file.ts';
import { ownNumbers } from './running.ts';
import { looksLikeToken, modelPort, speechPort, wantsCarbonVoice, wantsTunnel } from './wishes.ts';

declare const __APP_VERSION__: string;

export type StoppedHome = {
  readonly home: string;
  /** Settings by variable hold as at a start; those of secrets are taken out of it. */
  readonly env: Record<string, string | undefined>;
};

/** Looks at every hop as far as it can be told without a running instance. Nothing is made, registered or sent. */
export async function examineStopped(
  stopped: StoppedHome,
  tell: (item: DoctorItem) => void,
  signal: AbortSignal,
): Promise<void> {
  const { home, env } = stopped;
  const scope = new Scope({ parent: signal });
  const log = createLogger('doctor', { level: 'error', diagnostics: false, write: writeError });
  try {
    const { settings, problems } = await loadSettings({ home, env });
    const { secrets, probe } = openKeychain(stopped, settings, { log, scope });
    const proxies = await joinProxies({ settings, problems, secrets, env }, scope);
    const file = readDataFile(home, dataFile(home, false), scope.signal);
    const sources = openCalendarSources(settings, secrets, systemClock);
    const checks = createChecks({
      keychain: { probe, state: () => secrets.keychain },
      store: file.store,
      model: modelPort(settings, { secrets, proxies }, scope.signal),
      tunnel: tunnelPort(settings, secrets, proxies),
      publicPath: { probe: null },
      carbonVoice: carbonVoicePort(settings, secrets, file),
      voipBin: voipBinPort({ settings, secrets, proxies, log, file }, scope),
      calendar: calendarPort(sources, settings, systemClock),
      mcp: { servers: settings['mcp.servers'].length, state: null },
      speech: speechPort(settings, secrets, systemClock),
    });
    await runDoctor({ checks, problems, tell, clock: systemClock, log }, signal);
  } finally {
    await scope.close();
  }
}

function writeError(line: string): void {
  process.stderr.write(line);
}

type Around = { readonly log: Logger; readonly scope: Scope };

function openKeychain(
  { home, env }: StoppedHome,
  settings: Settings,
  { log, scope }: Around,
): OpenedSecrets {
  const keytar = openCommandKeytar(bundledScript('keytar-child.js'), env);
  scope.add('keychain', keytar);
  const enabled = settings['keychain.enabled'];
  const loadKeytar = (): Promise<CommandKeytar> => Promise.resolve(keytar);
  const { signal } = scope;
  return openSecrets({ home, env, enabled, clock: systemClock, log, loadKeytar, signal });
}

/** For a look without a running instance. */
export function tunnelPort(
  settings: Settings,
  secrets: Pick<Secrets, 'get'>,
  proxies: ProxyRules | null,
): TunnelPort {
  const edge = edgeOf(settings);
  const unreached = stateBehindProxy(settings, proxies) ?? {
    detail: `The ngrok edge ${edge} cannot be reached.`,
    remedy: 'Check the network, and ngrok.serverAddr where it is set.',
  };
  return {
    tunnel: {
      isOff: settings['tunnel.provider'] === 'off',
      hasToken: async () => (await secrets.get('ngrok-authtoken')) !== null,
      edge,
      reach: async (signal) => {
        await readCa(settings['ngrok.caFile']);
        await reach(edge, unreached, signal);
      },
    },
    wantedBy: wantsTunnel(settings),
    clock: systemClock,
  };
}

type Told = { readonly detail: string; readonly remedy: string };

/** Opens a connection to `host:port` and closes it. Throws NetworkError in the words that are given for it. */
function reach(edge: string, { detail, remedy }: Told, signal: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(`tcp://${edge}`);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/gu, ''), port: Number(port), signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (cause) => {
      if (signal.aborted) return reject(signal.reason as Error);
      reject(new NetworkError('TUNNEL_UNREACHABLE', detail, { cause, remedy }));
    });
  });
}

function carbonVoicePort(
  settings: Settings,
  secrets: Secrets,
  file: ReadDataFile,
): CarbonVoicePort {
  const client = new CarbonVoiceClient({
    url: settings['carbonvoice.url'].replace(/\/+$/u, ''),
    userAgent: `Adjutant/${__APP_VERSION__}`,
    token: () => readToken(secrets),
    clock: systemClock,
  });
  return {
    client,
    looksLikeToken: () => looksLikeToken(secrets),
    wantedBy: wantsCarbonVoice(settings),
    running: null,
    kept: file.carbonVoice,
    now: () => systemClock.now(),
  };
}

type PhoneParts = {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly proxies: Proxies | null;
  readonly log: Logger;
  readonly file: ReadDataFile;
};

function voipBinPort(
  { settings, secrets, proxies, log, file }: PhoneParts,
  scope: Scope,
): VoipBinPort {
  const voipBin = openVoipBin(
    {
      url: settings['voipbin.url'],
      // A webhook would be registered; a socket only listens.
      delivery: 'websocket',
      caFile: settings['voipbin.caFile'],
      userAgent: `Adjutant/${__APP_VERSION__}`,
      proxies,
    },
    { secrets, clock: systemClock, log, publicUrl: () => null },
    scope.signal,
  );
  scope.add('phone service', voipBin);
  const source = settings['voipbin.source'];
  return {
    door: {
      readCustomer: (signal) => voipBin.account.readCustomer(signal),
      liveCalls: (signal) => voipBin.liveCalls(signal),
      liveSpeakings: (signal) => voipBin.liveSpeakings(signal),
      numbers: (signal) => lookAtNumbers(voipBin, settings, log).list(signal),
      events: { state: () => voipBin.state, onChange: (listener) => voipBin.onState(listener) },
      ways: () => voipBin.ways(),
    },
    delivery: settings['voipbin.delivery'],
    inbound: settings['phone.inbound'],
    source,
    ownNumbers: ownNumbers(source, settings['phone.numbers']),
    isRunning: false,
    kept: file.phone,
    clock: systemClock,
  };
}

/** To list them only: what was set up is told by the marks of the flows. */
function lookAtNumbers({ account }: VoipBin, settings: Settings, log: Logger): NumberCare {
  return new NumberCare({
    account,
    book: {
      phoneNumbers: () => Promise.resolve([]),
      savePhoneNumber: () => Promise.resolve(null),
      deletePhoneNumber: () => Promise.resolve(null),
    },
    mailboxText: '',
    language: settings['phone.language'],
    wantsCalls: () => false,
    log,
  });
}
