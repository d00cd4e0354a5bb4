import { RefusedError } from '../../../shared/errors.ts';
import type { setupRequests } from '../../../shared/setup-requests.ts';
import type { Scope } from '../../base/scope.ts';
import type { CallDesk } from '../../call/call-desk.ts';
import type { AllowList } from '../../carbonvoice/allow-list.ts';
import type { IpcHandlers } from '../../ipc/ipc-router.ts';
import type { StatePublisher } from '../../ipc/state-publisher.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { Doctor } from '../doctor/running.ts';
import type { Ground } from '../ground.ts';
import type { AppHost } from '../host.ts';
import { DoctorWatch } from './doctor-watch.ts';
import type { SecretCare } from './secret-care.ts';
import { SettingsCare } from './settings-care.ts';
import type { SettingsNews } from './settings-care.ts';

/** What settings, connections and the guide of the window work with. */
export type Setup = {
  readonly settings: SettingsCare;
  readonly secrets: SecretCare;
  readonly doctor: DoctorWatch;
  readonly restart: (rehearsal: boolean) => void;
  /** As of the last change. */
  readonly news: () => SettingsNews;
};

export type SetupParts = {
  readonly allowList: AllowList;
  readonly host: Pick<AppHost, 'restart'>;
  readonly calls: Pick<CallDesk, 'calls'>;
  readonly doctor: Doctor;
};

export function joinSetup(ground: Ground, parts: SetupParts, scope: Scope): Setup {
  const { home, loaded, settings: running, settingsFile, pause, clock, rehearsal } = ground;
  const load = () => loadSettings({ home, env: process.env });
  const allowList = rehearsal === null ? parts.allowList : null;
  const settings = new SettingsCare({ load, running, file: settingsFile, pause, allowList });
  const doctor = new DoctorWatch({ doctor: parts.doctor, load, clock });
  scope.add('looks of the window', doctor);
  let news: SettingsNews = { settingsProblems: loaded.problems, restartFor: [] };
  scope.defer(
    'changed settings',
    settings.changed.on((changed) => {
      news = changed;
    }),
  );
  const secrets = ground.secretCare;
  const restart = restarter(parts);
  return { settings, secrets, doctor, restart, news: () => news };
}

function restarter({ host, calls }: SetupParts): Setup['restart'] {
  return (rehearsal) => {
    if (calls.calls.length > 0) {
      throw new RefusedError(
        'CALL_UNDER_WAY',
        'A call is under way, and a restart would end it.',
        'Restart when it is over.',
      );
    }
    // The answer leaves first.
    setImmediate(() => host.restart(rehearsal));
  };
}

/** Tells the window what changed; returns the end of it. */
export function tellSetup(
  { settings, doctor }: Setup,
  publisher: Pick<StatePublisher, 'publish'>,
): () => void {
  const stops = [
    settings.changed.on((news) => publisher.publish({ type: 'settings-changed', ...news })),
    doctor.changed.on((view) => publisher.publish({ type: 'doctor-changed', doctor: view })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What the window asks of them. */
export function setupHandlers({
  settings,
  secrets,
  doctor,
  restart,
}: Setup): Pick<IpcHandlers, keyof typeof setupRequests> {
  return {
    'settings:list': () => settings.list(),
    'settings:change': ({ key, value }) => settings.change(key, value),
    'settings:reset': ({ key }) => settings.reset(key),
    'secrets:list': () => secrets.view(),
    'secrets:set': async ({ name, value }) => {
      const { kept, detail, replaced } = await secrets.replace(name, value);
      return { kept, detail, replaced };
    },
    'secrets:remove': async ({ name }) => ({ removed: await secrets.remove(name) }),
    'secrets:undo': async ({ name }) => {
      await secrets.undo(name);
      return {};
    },
    'doctor:start': async ({ hops }) => {
      doctor.start(hops);
      return {};
    },
    'app:restart': async ({ rehearsal }) => {
      restart(rehearsal);
      return {};
    },
  };
}
