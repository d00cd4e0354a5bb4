import type { desktopRequests, DesktopView } from '../../../shared/desktop-view.ts';
import { RefusedError } from '../../../shared/errors.ts';
import type { IpcResponse } from '../../../shared/ipc-contract.ts';
import type { setupRequests } from '../../../shared/setup-requests.ts';
import type { Scope } from '../../base/scope.ts';
import type { CallDesk } from '../../call/call-desk.ts';
import type { IpcHandlers } from '../../ipc/ipc-router.ts';
import type { StatePublisher } from '../../ipc/state-publisher.ts';
import type { McpServers } from '../../mcp/mcp-servers.ts';
import { DisclosureYes } from '../../settings/disclosure-yes.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import type { Doctor } from '../doctor/running.ts';
import type { Ground } from '../ground.ts';
import { LiveDesktop } from '../live-desktop.ts';
import type { LivePersona } from '../live-persona.ts';
import type { AppHost } from '../host.ts';
import type { Senders } from '../senders.ts';
import { webhookUrl } from '../ways-in.ts';
import type { WaysIn } from '../ways-in.ts';
import type { CarbonVoice } from '../carbon-voice.ts';
import { accessKeyMaker } from './access-key.ts';
import type { AccessKeyParts } from './access-key.ts';
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
  readonly carbonVoice: () => IpcResponse<'setup:carbon-voice'>;
  readonly makeAccessKey: () => Promise<IpcResponse<'setup:access-key'>>;
  readonly desktopView: () => DesktopView | null;
  /** The key of the desktop for push to talk (Electron); null where there is none. */
  readonly talkShortcut: () => string | null;
  readonly approveMcp: (name: string) => Promise<unknown>;
  /** As of the last change. */
  readonly news: () => SettingsNews;
};

export type SetupParts = {
  readonly senders: Senders;
  readonly agent: { readonly persona: LivePersona };
  readonly host: Pick<AppHost, 'restart' | 'held' | 'keepsHeld' | 'desktop'>;
  readonly phone: {
    readonly desk: Pick<CallDesk, 'calls'>;
    readonly voipBin: { readonly account: AccessKeyParts['account'] };
  };
  readonly doctor: Doctor;
  readonly carbonVoice: Pick<CarbonVoice, 'connection' | 'url'>;
  readonly waysIn: WaysIn;
  readonly mcp: Pick<McpServers, 'approve'>;
};

export function joinSetup(ground: Ground, parts: SetupParts, scope: Scope): Setup {
  const { home, loaded, settings: running, settingsFile, pause, clock, rehearsal } = ground;
  const load = () => loadSettings({ home, env: process.env });
  const senders = rehearsal === null ? parts.senders : null;
  const { persona } = parts.agent;
  const file = settingsFile;
  const { host } = parts;
  const desktop = new LiveDesktop(running, host, process.platform);
  const disclosureYes = new DisclosureYes(home);
  const settings = new SettingsCare({
    ...{ load, running, file, disclosureYes, clock },
    ledger: rehearsal === null ? ground.store : null,
    ...{ pause, persona, desktop, senders },
  });
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
  const keyParts = { account: parts.phone.voipBin.account, secrets: ground.secrets };
  const makeKey = accessKeyMaker({ ...keyParts, secretCare: secrets });
  // By command, in another window, or as the keychain opened: what shows secrets asks anew.
  const hear = (): void => settings.changed.emit({ ...news });
  scope.defer('changed secrets', ground.secrets.onChange(hear));
  // A key that is pressed for the first time is shown beside its setting.
  const stopKeys = host.desktop?.onChange(() => settings.changed.emit({ ...news }));
  if (stopKeys) scope.defer('desktop news', stopKeys);
  return {
    ...{ settings, secrets, doctor, restart: restarter(parts), news: () => news },
    carbonVoice: () => standingOf(parts),
    makeAccessKey: () => makeKey(scope.signal),
    desktopView: () => host.desktop?.view() ?? null,
    talkShortcut: () => (host.desktop ? desktop.current['desktop.talkShortcut'] : null),
    approveMcp: (name) => parts.mcp.approve(name, scope.signal),
  };
}

function standingOf({ carbonVoice, waysIn }: SetupParts): IpcResponse<'setup:carbon-voice'> {
  const { identity, webhook } = carbonVoice.connection;
  const address = webhookUrl(waysIn, 'carbonvoice', carbonVoice.url);
  return {
    agentName: identity?.agentName ?? null,
    agentId: identity?.agentId ?? null,
    address,
    isRegistered: address !== null && webhook.url === address,
    filter: webhook.filter,
  };
}

type RestartParts = {
  readonly phone: Pick<SetupParts['phone'], 'desk'>;
  readonly host: Pick<AppHost, 'restart' | 'held' | 'keepsHeld'>;
};

/** What would be lost by a restart is told before it, and kept. */
export function restarter({ host, phone }: RestartParts): Setup['restart'] {
  return (rehearsal) => {
    if (!host.keepsHeld && host.held.size > 0) {
      throw new RefusedError(
        'SECRETS_HELD',
        `A restart would lose secrets that no keychain took: ${[...host.held.keys()].join(', ')}.`,
        'Unlock the keychain and set them again; or quit, start Adjutant by hand, and set them then.',
      );
    }
    if (phone.desk.calls.length > 0) {
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
  carbonVoice,
  makeAccessKey,
  desktopView,
  approveMcp,
}: Setup): Pick<IpcHandlers, keyof typeof setupRequests | keyof typeof desktopRequests> {
  return {
    'settings:list': () => settings.list(),
    'settings:change': ({ key, value }) => settings.change(key, value),
    'settings:reset': ({ key }) => settings.reset(key),
    'settings:leave-out-disclosure': () => settings.leaveOutDisclosure(),
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
    'setup:carbon-voice': async () => carbonVoice(),
    'setup:access-key': () => makeAccessKey(),
    'desktop:view': async () => ({ desktop: desktopView() }),
    'mcp:approve': async ({ name }) => {
      await approveMcp(name);
      return {};
    },
    'app:restart': async ({ rehearsal }) => {
      restart(rehearsal);
      return {};
    },
  };
}
