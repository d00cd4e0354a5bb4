import type { DoctorItem } from '../../../shared/doctor.ts';
import { runDoctor } from '../../doctor/run-doctor.ts';
import type { CarbonVoicePort } from '../../doctor/carbonvoice-ports.ts';
import type { TunnelPort } from '../../doctor/tunnel-check.ts';
import type { VoipBinPort } from '../../doctor/voipbin-ports.ts';
import { dataFile } from '../../store/store.ts';
import type { Ground } from '../ground.ts';
import { calendarPort } from '../calendar.ts';
import type { Calendar } from '../calendar.ts';
import type { Phone } from '../phone.ts';
import type { CarbonVoice, WaysIn } from '../ways-in.ts';
import { createChecks } from './checks.ts';
import { readDataFile } from './data-file.ts';
import type { ReadDataFile } from './data-file.ts';
import { watchWebhook } from './live-webhook.ts';
import { looksLikeToken, modelPort, wantsCarbonVoice, wantsTunnel } from './wishes.ts';

export type RunningParts = {
  readonly ground: Ground;
  readonly carbonVoice: CarbonVoice;
  readonly waysIn: WaysIn;
  readonly phone: Phone;
  readonly calendar: Pick<Calendar, 'sources'>;
  /** Where Carbon Voice's deliveries reach us at the moment; null for nowhere. */
  readonly webhookUrl: () => string | null;
};

/** Looks at every hop of the running instance; rejects with the signal's reason. */
export type Doctor = (tell: (item: DoctorItem) => void, signal: AbortSignal) => Promise<void>;

/** A doctor run asks with the instance's own clients, and changes nothing. */
export function createDoctor(parts: RunningParts): Doctor {
  const { ground, waysIn } = parts;
  const { home, settings, secrets, loaded, clock, log, rehearsal, probeKeychain } = ground;
  return async (tell, signal) => {
    const over = new AbortController();
    const lifetime = AbortSignal.any([signal, over.signal]);
    const file = readDataFile(home, dataFile(home, rehearsal !== null), lifetime);
    const checks = createChecks({
      keychain: { probe: probeKeychain, state: () => secrets.keychain },
      store: file.store,
      model: modelPort(settings, secrets, lifetime),
      tunnel: tunnelPort(ground, waysIn),
      publicPath: { probe: (aborted) => waysIn.tunnel.probe(aborted) },
      carbonVoice: carbonVoicePort(parts, file, lifetime),
      voipBin: voipBinPort(parts, file),
      calendar: calendarPort(parts.calendar.sources, settings, clock),
      mcp: { servers: settings['mcp.servers'].length, state: () => ground.board.states.mcp },
    });
    try {
      const { problems } = loaded;
      await runDoctor({ checks, problems, tell, clock, log: log.child('doctor') }, signal);
    } finally {
      over.abort(new DOMException('over', 'AbortError'));
    }
  };
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
  const { carbonVoice, ground, waysIn, webhookUrl } = parts;
  const { settings, secrets, clock, pause, rehearsal } = ground;
  const { connection } = carbonVoice;
  const { tunnel } = waysIn;
  const subscription = watchWebhook({ connection, tunnel, webhookUrl, clock }, lifetime);
  return {
    client: carbonVoice.client,
    looksLikeToken: () => looksLikeToken(secrets),
    wantedBy: rehearsal ? null : wantsCarbonVoice(settings),
    running: {
      state: () => connection.state,
      webhookUrl,
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
