import type { DoctorItem, Hop, Verdict } from '../../../shared/doctor.ts';
import { runDoctor } from '../../doctor/run-doctor.ts';
import type { Check } from '../../doctor/check.ts';
import type { CarbonVoicePort } from '../../doctor/carbonvoice-ports.ts';
import type { TunnelPort } from '../../doctor/tunnel-check.ts';
import type { VoipBinPort } from '../../doctor/voipbin-ports.ts';
import type { LoadedSettings } from '../../settings/load-settings.ts';
import { dataFile } from '../../store/store.ts';
import type { Ground } from '../ground.ts';
import { calendarPort } from '../calendar.ts';
import type { Calendar } from '../calendar.ts';
import type { Phone } from '../phone.ts';
import { webhookUrl } from '../ways-in.ts';
import type { WaysIn } from '../ways-in.ts';
import type { CarbonVoice } from '../carbon-voice.ts';
import { createChecks } from './checks.ts';
import { readDataFile } from './data-file.ts';
import type { ReadDataFile } from './data-file.ts';
import { watchWebhook } from './live-webhook.ts';
import { looksLikeToken, modelPort, speechPort, wantsCarbonVoice, wantsTunnel } from './wishes.ts';

export type RunningParts = {
  readonly ground: Ground;
  readonly carbonVoice: CarbonVoice;
  readonly waysIn: WaysIn;
  readonly phone: Phone;
  readonly calendar: Pick<Calendar, 'sources'>;
};

/**
 * A look at some hops, and at those before them, judged by the settings of the next start. Model and speech are asked
 * as these have it; calendars, tunnel, Carbon Voice and the phone by the clients that run, which a restart makes anew.
 */
export type DoctorWish = { readonly hops: readonly Hop[]; readonly loaded: LoadedSettings };

/** Looks at every hop of the running instance, or as wished; rejects with the signal's reason. */
export type Doctor = (
  tell: (item: DoctorItem, verdict?: Verdict) => void,
  signal: AbortSignal,
  wish?: DoctorWish,
) => Promise<void>;

/**
 * A doctor run asks with the instance's own clients, and changes nothing; what is down and would be tried again later is
 * tried at once.
 */
export function createDoctor(parts: RunningParts): Doctor {
  return async (tell, signal, wish) => {
    tryWhatIsDown(parts);
    const over = new AbortController();
    const lifetime = AbortSignal.any([signal, over.signal]);
    const loaded = wish?.loaded ?? parts.ground.loaded;
    const { settings, problems } = loaded;
    const wished = { ...parts, ground: { ...parts.ground, settings, loaded } };
    const { clock, log } = parts.ground;
    const checks = withThoseBefore(wish?.hops ?? null, checksOf(wished, lifetime));
    try {
      await runDoctor({ checks, problems, tell, clock, log: log.child('doctor') }, signal);
    } finally {
      over.abort(new DOMException('over', 'AbortError'));
    }
  };
}

/** Whoever asks for a look has often just mended something at a service. */
function tryWhatIsDown({ carbonVoice, phone, waysIn }: RunningParts): void {
  const { connection } = carbonVoice;
  if (connection.state.status !== 'connected') connection.check();
  if (phone.voipBin.state.status !== 'connected') phone.voipBin.check();
  waysIn.tunnel.check({ isWish: true });
}

function checksOf(parts: RunningParts, lifetime: AbortSignal): readonly Check[] {
  const { ground, waysIn } = parts;
  const { home, settings, secrets, clock, rehearsal, probeKeychain } = ground;
  const file = readDataFile(home, dataFile(home, rehearsal !== null), lifetime);
  return createChecks({
    keychain: { probe: probeKeychain, state: () => secrets.keychain },
    store: file.store,
    model: modelPort(settings, ground, lifetime),
    tunnel: tunnelPort(ground, waysIn),
    publicPath: { probe: (aborted) => waysIn.tunnel.probe(aborted) },
    carbonVoice: carbonVoicePort(parts, file, lifetime),
    voipBin: voipBinPort(parts, file),
    calendar: calendarPort(parts.calendar.sources, settings, clock),
    mcp: { servers: settings['mcp.servers'].length, state: () => ground.board.states.mcp },
    speech: speechPort(settings, secrets, clock),
  });
}

/** Null: all of them. */
function withThoseBefore(hops: readonly Hop[] | null, checks: readonly Check[]): readonly Check[] {
  if (hops === null) return checks;
  const wanted = new Set<Hop>();
  const want = (hop: Hop): void => {
    wanted.add(hop);
    const after = checks.find((check) => check.hop === hop)?.after ?? null;
    if (after !== null) want(after);
  };
  hops.forEach(want);
  return checks.filter(({ hop }) => wanted.has(hop));
}

function tunnelPort({ settings, clock, rehearsal }: Ground, { tunnel }: WaysIn): TunnelPort {
  return {
    tunnel: {
      state: () => tunnel.state,
      onChange: (listener) => tunnel.changed.on(listener),
      url: () => tunnel.url,
    },
    wantedBy: rehearsal ? null : wantsTunnel(settings),
    clock,
  };
}

function carbonVoicePort(
  parts: RunningParts,
  file: ReadDataFile,
  lifetime: AbortSignal,
): CarbonVoicePort {
  const { carbonVoice, ground, waysIn } = parts;
  const { settings, secrets, clock, pause, rehearsal } = ground;
  const { connection } = carbonVoice;
  const { tunnel } = waysIn;
  /** Where deliveries reach us at the moment; null for nowhere. */
  const address = (): string | null => webhookUrl(waysIn, 'carbonvoice', carbonVoice.url);
  const subscription = watchWebhook({ connection, tunnel, webhookUrl: address, clock }, lifetime);
  return {
    client: carbonVoice.client,
    looksLikeToken: () => looksLikeToken(secrets),
    wantedBy: rehearsal ? null : wantsCarbonVoice(settings),
    running: {
      state: () => connection.state,
      webhookUrl: address,
      arrivals: () => carbonVoice.arrivals.facts(clock.now()),
      socket: carbonVoice.socket,
      isPaused: () => pause.paused,
    },
    kept: async () => {
      const kept = await file.carbonVoice();
      return kept && { ...kept, subscription: await subscription() };
    },
    now: () => clock.now(),
  };
}

function voipBinPort({ phone, ground }: RunningParts, file: ReadDataFile): VoipBinPort {
  const { settings, clock, rehearsal } = ground;
  const { voipBin, numbers } = phone;
  const practice = rehearsal && rehearsal.phone.number;
  const source = practice ?? settings['voipbin.source'];
  return {
    door: {
      readCustomer: (signal) => voipBin.account.readCustomer(signal),
      liveCalls: (signal) => voipBin.liveCalls(signal),
      liveSpeakings: (signal) => voipBin.liveSpeakings(signal),
      numbers: (signal) => numbers.list(signal),
      events: { state: () => voipBin.state, onChange: (listener) => voipBin.onState(listener) },
      ways: () => voipBin.ways(),
    },
    delivery: rehearsal ? 'websocket' : settings['voipbin.delivery'],
    inbound: rehearsal ? 'everyone' : settings['phone.inbound'],
    source,
    ownNumbers: ownNumbers(source, practice === null ? settings['phone.numbers'] : []),
    isRunning: true,
    kept: file.phone,
    clock,
  };
}

/** Each once, the source first. */
export function ownNumbers(source: string | null, further: readonly string[]): readonly string[] {
  return [...new Set([...(source === null ? [] : [source]), ...further])];
}
