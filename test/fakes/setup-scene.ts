import type { HostDesktop } from '../../main/app/host.ts';
import { LiveDesktop } from '../../main/app/live-desktop.ts';
import { LivePersona } from '../../main/app/live-persona.ts';
import { DoctorWatch } from '../../main/app/setup/doctor-watch.ts';
import { SecretCare } from '../../main/app/setup/secret-care.ts';
import { SettingsCare } from '../../main/app/setup/settings-care.ts';
import type { Setup } from '../../main/app/setup/setup.ts';
import type { YesLedger } from '../../main/app/setup/audited-yes.ts';
import type { Doctor } from '../../main/app/doctor/running.ts';
import type { Clock } from '../../main/base/clock.ts';
import { silentLogger } from '../../main/base/log.ts';
import { DisclosureYes } from '../../main/settings/disclosure-yes.ts';
import { loadSettings } from '../../main/settings/load-settings.ts';
import { openSecrets } from '../../main/settings/secrets.ts';
import { SettingsFile } from '../../main/settings/settings-file.ts';
import { defaultSettings } from '../../shared/settings.ts';

export type SetupSceneOptions = {
  readonly clock: Clock;
  /** Where the settings file is. */
  readonly home: string;
  /** Variables of settings and secrets. */
  readonly env?: Record<string, string>;
  readonly doctor?: Doctor;
  readonly desktop?: HostDesktop | null;
  /** Null for a rehearsal; not given: one that keeps nothing. */
  readonly ledger?: YesLedger | null;
};

const noLedger: YesLedger = {
  addAction: () => Promise.resolve(null),
  endAction: () => Promise.resolve(null),
};

/** Settings in a real file, secrets in memory, and a doctor who says what he is told to. */
export function setupScene(options: SetupSceneOptions) {
  const { clock, home, env = {}, doctor, desktop = null, ledger = noLedger } = options;
  const load = () => loadSettings({ home, env });
  const paused: boolean[] = [];
  const allowed: (readonly string[])[] = [];
  const restarts: boolean[] = [];
  const persona = new LivePersona({ name: 'Ada', timeZone: 'UTC', instructions: '' });
  const settings = new SettingsCare({
    ...{ load, running: defaultSettings, file: new SettingsFile(home) },
    ...{ disclosureYes: new DisclosureYes(home), ledger, clock },
    persona,
    desktop: new LiveDesktop(defaultSettings, { desktop }, 'linux'),
    pause: { set: (wish) => Promise.resolve(void paused.push(wish)) },
    senders: { replace: (list) => Promise.resolve(void allowed.push(list)) },
  });
  const log = silentLogger;
  const loadKeytar = (): Promise<never> => Promise.reject(new Error('The keychain is off.'));
  const { signal } = new AbortController();
  const { secrets } = openSecrets({ home, env, enabled: false, clock, log, loadKeytar, signal });
  const quiet: Doctor = (tell) => {
    tell({ hop: 'model', ok: true, detail: 'tiny answers.', remedy: '' }, 'good');
    return Promise.resolve();
  };
  const setup: Setup = {
    settings,
    secrets: new SecretCare(secrets, async () => (await load()).settings, clock),
    doctor: new DoctorWatch({ doctor: doctor ?? quiet, load, clock }),
    carbonVoice: () => ({
      ...{ agentName: 'Ada', agentId: 'agent', address: null, isRegistered: false, filter: null },
    }),
    makeAccessKey: () => Promise.resolve({ kept: 'memory', detail: '', expiresAt: null }),
    desktopView: () => desktop?.view() ?? null,
    talkShortcut: () => null,
    approveMcp: () => Promise.resolve(),
    restart: (rehearsal) => void restarts.push(rehearsal),
    news: () => ({ settingsProblems: [], restartFor: [] }),
  };
  return { setup, persona, secrets, paused, allowed, restarts };
}
