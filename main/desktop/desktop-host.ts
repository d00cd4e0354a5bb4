import type * as Electron from 'electron';
import { keySettings } from '../../shared/desktop-settings.ts';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import type { DesktopView } from '../../shared/desktop-view.ts';
import { parseDeepLink } from '../../shared/deep-link.ts';
import type { DeepLink } from '../../shared/deep-link.ts';
import { toErrorEnvelope } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { AppHost } from '../app/host.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import { Scope } from '../base/scope.ts';
import type { DesktopExtras } from './desktop-extras.ts';
import { openWindow, windowWays } from './desktop-window.ts';
import type { ElectronParts } from './electron-parts.ts';
import { GlobalKeys } from './global-keys.ts';
import type { Accelerators } from './global-keys.ts';
import { hearPower } from './hear-power.ts';
import { joinWindow } from './ipc-transport.ts';
import { servePage } from './page-protocol.ts';
import type { DesktopApp } from './ports.ts';
import type { OverviewState } from '../../shared/overview.ts';
import { guardContents, guardSession } from './session-guard.ts';
import { restartArguments, startAnew } from './startup.ts';
import { TrayImages } from './tray-image.ts';
import { trayView } from './tray-menu.ts';
import type { TrayCommand, TrayView } from './tray-menu.ts';
import { StatusTray } from './tray.ts';
import { UtilityStarter } from './utility-starter.ts';
import { pagePartition } from './window-options.ts';
import type { AgentWindow } from './windows.ts';

export type DesktopHostOptions = Pick<AppHost, 'writeLog'> & {
  readonly electron: ElectronParts;
  /** Absolute paths of the preload script, of the folder with the page, and of the home. */
  readonly preload: string;
  readonly pageFolder: string;
  readonly home: string;
  /** A start without options and variables has the same home. */
  readonly isUsualHome: boolean;
  readonly platform: string;
  readonly wayland: boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What the host goes by; those of the desktop can change. */
export type HostSettings = DesktopSettings & Pick<Settings, 'agent.timeZone'>;

export type DesktopOpenOptions = {
  readonly settings: HostSettings;
  /** Show the window at once, not only the tray. */
  readonly show: boolean;
};

const noKeys: DesktopView['keys'] = { toggle: 'none', talk: 'none', pause: 'none' };

/** Tray, window and keys around the running app; also what the app asks of the place where it runs. */
export class DesktopHost implements AppHost {
  readonly starter: ChildProcessStarter;
  readonly held = new Map<string, string>();
  readonly keepsHeld = false;
  readonly writeLog: AppHost['writeLog'];
  readonly #options: DesktopHostOptions;
  readonly #scope: Scope;
  readonly #changed = new Emitter<null>();
  #app: DesktopApp | null = null;
  #window: AgentWindow | null = null;
  #tray: StatusTray | null = null;
  #keys: GlobalKeys | null = null;
  #extras: DesktopExtras | null = null;
  #settings: HostSettings | null = null;
  #wanted = false;
  #isRestarting = false;
  /** Asked for while there was no window yet. */
  #early: DeepLink | null = null;

  constructor(options: DesktopHostOptions) {
    this.#options = options;
    this.writeLog = options.writeLog;
    this.#scope = new Scope({ clock: options.clock });
    const { electron, log } = options;
    this.starter = new UtilityStarter({ utilityProcess: electron.utilityProcess, log });
  }

  /** What settings change here, and what became of them. */
  readonly desktop = {
    change: (settings: DesktopSettings): void => {
      const startAtLogin = settings['desktop.startAtLogin'];
      if (this.#settings?.['desktop.startAtLogin'] !== startAtLogin) {
        this.#extras?.autostart.set(startAtLogin);
      }
      this.#keys?.change(acceleratorsOf(settings));
      if (this.#settings !== null) this.#settings = { ...this.#settings, ...settings };
      this.#window?.change(windowWays(settings));
    },
    view: (): DesktopView => ({
      keys: this.#keys?.states ?? noKeys,
      wayland: this.#options.wayland,
      tray: this.#tray !== null,
    }),
    onChange: (listener: () => void): (() => void) => this.#changed.on(listener),
  };

  /** Also before there is a window: a second start may ask while this one is still opening. */
  showWindow(): void {
    if (this.#window === null) this.#wanted = true;
    else this.#window.show();
  }

  /** `byKey`: or by the command that stands for it. The answer says in words what happened. */
  toggleWindow(byKey = true): string {
    if (this.#window === null) this.#wanted = !this.#wanted;
    const shown = this.#window?.toggle() ?? this.#wanted;
    if (shown && byKey) this.#app?.listen();
    return shown ? 'The window is shown.' : 'The window is hidden.';
  }

  openLink(link: DeepLink): string {
    if (this.#window === null) this.#early = link;
    else if (link.asked === null) this.#window.show();
    else this.#window.showWith({ name: 'window:asked', payload: link.asked });
    return 'Look at the window.';
  }

  /** As the system hands it over. What is no link of ours is left alone: anybody can open one. */
  takeLink(text: string): void {
    const link = parseDeepLink(text);
    if (link === null) this.#options.log.warn('a link was refused', { length: text.length });
    else this.openLink(link);
  }

  /** Null: the window is no page that a browser could open. */
  pageLink(): null {
    return null;
  }

  /** The next process begins when this one has ended; it is one, however often it is asked for. */
  restart(rehearsal: boolean): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    const { app } = this.#options.electron;
    app.relaunch(startAnew(process, restartArguments(process.argv, rehearsal)));
    app.quit();
  }

  get isRestarting(): boolean {
    return this.#isRestarting;
  }

  get mayNotify(): boolean {
    return this.#extras?.notifier.mayNotify ?? false;
  }

  quit(): void {
    this.#options.electron.app.quit();
  }

  /** Once, when the runtime is ready and the app is open. */
  open(app: DesktopApp, { settings, show }: DesktopOpenOptions): void {
    const { electron, log } = this.#options;
    if (this.#scope.signal.aborted) return;
    this.#settings = settings;
    this.#app = app;
    this.#prepare();
    hearPower(electron.powerMonitor, app, this.#scope);
    const window = this.#openWindow(app, settings);
    const requests = joinWindow({ ipcMain: electron.ipcMain, window, app, log });
    this.#scope.defer('window requests', requests);
    const keys = this.#openKeys(app, settings);
    const { wayland } = this.#options;
    const view = (): TrayView =>
      trayView({ overview: app.overview(), paused: app.paused(), refused: keys.refused, wayland });
    const hasTray = this.#openTray(app, view);
    void this.#openExtras(app, window, settings);
    // Without an icon, a hidden app could not be found again by somebody who knows no key and no command.
    if (show || this.#wanted || !hasTray) window.show();
    if (this.#early !== null) this.openLink(this.#early);
  }

  /** Idempotent. */
  close(): Promise<readonly Error[]> {
    return this.#scope.close();
  }

  #prepare(): void {
    const { electron, platform, pageFolder, log } = this.#options;
    const { app, Menu } = electron;
    app.dock?.hide();
    // Copy and paste by key are entries of a menu on macOS; elsewhere the default menu only offers reloading.
    const menu =
      platform === 'darwin' ? ([{ role: 'appMenu' }, { role: 'editMenu' }] as const) : null;
    Menu.setApplicationMenu(menu && Menu.buildFromTemplate([...menu]));
    guardContents(app, electron.shell, log);
    const session = electron.session.fromPartition(pagePartition);
    guardSession(session, log);
    this.#scope.defer('page', servePage(session.protocol, pageFolder));
    electron.powerMonitor.on('shutdown', (...events: readonly unknown[]) => {
      delay(events[0]);
      app.quit();
    });
    app.on('activate', () => this.showWindow());
  }

  /** A start does not wait for it. */
  async #openExtras(app: DesktopApp, window: AgentWindow, settings: HostSettings): Promise<void> {
    const { openExtras } = await import('./desktop-extras.ts');
    if (this.#scope.signal.aborted) return;
    const now = () => this.#settings ?? settings;
    this.#extras = openExtras({ ...this.#options, app, window, settings: now }, this.#scope);
  }

  #openWindow(app: DesktopApp, settings: DesktopSettings): AgentWindow {
    const trayPlace = () => this.#tray?.place ?? null;
    const onFocus = (focused: boolean) => void (focused && this.#extras?.notifier.clear());
    const heard = { onFocus, onHidden: () => app.haltTalk() };
    this.#window = openWindow({ ...this.#options, settings, trayPlace, ...heard }, this.#scope);
    return this.#window;
  }

  #openKeys(app: DesktopApp, settings: DesktopSettings): GlobalKeys {
    const { electron, platform, log } = this.#options;
    const keys = new GlobalKeys({
      globalShortcut: electron.globalShortcut,
      actions: {
        toggle: () => void this.toggleWindow(),
        pause: () => this.#setPaused(app, !app.paused()),
        talk: () => app.pressTalk(),
      },
      ...{ onMac: platform === 'darwin', log },
    });
    keys.open(acceleratorsOf(settings));
    this.#keys = this.#scope.add('keys', keys);
    keys.changed.on(() => this.#changed.emit(null));
    return keys;
  }

  /** False where the system makes none. */
  #openTray(app: DesktopApp, view: () => TrayView): boolean {
    const { electron, platform, log } = this.#options;
    const { Menu, Tray, nativeImage } = electron;
    const images = new TrayImages(nativeImage, platform);
    const options = {
      create: (icon: Electron.NativeImage) => new Tray(icon),
      buildMenu: (template: Electron.MenuItemConstructorOptions[]) =>
        Menu.buildFromTemplate(template),
      icon: (state: OverviewState) => images.of(state),
      clickToggles: platform !== 'darwin',
      run: (command: TrayCommand) => this.#run(command, app),
    };
    let tray: StatusTray;
    try {
      tray = new StatusTray(options, view());
    } catch (error) {
      log.warn('no icon in the tray: the window is shown instead', errorFields(error));
      return false;
    }
    this.#tray = this.#scope.add('tray', tray);
    const draw = (): void => tray.show(view());
    this.#scope.defer('overview', app.onOverview(draw));
    this.#scope.defer('keys in the menu', this.#changed.on(draw));
    return true;
  }

  #run(command: TrayCommand, app: DesktopApp): void {
    if (command === 'toggle') this.toggleWindow(false);
    else if (command === 'quit') this.quit();
    else this.#setPaused(app, command === 'pause');
  }

  #setPaused(app: DesktopApp, paused: boolean): void {
    app.setPaused(paused).catch((error: unknown) => this.#tell(error));
  }

  /** A refusal that belongs to no window: as the system shows such things. */
  #tell(error: unknown): void {
    const { message, remedy } = toErrorEnvelope(error);
    const { Notification } = this.#options.electron;
    if (!Notification.isSupported()) return;
    new Notification({ title: 'Adjutant', body: `${message} ${remedy}`.trim() }).show();
  }
}

function acceleratorsOf(settings: DesktopSettings): Accelerators {
  return {
    toggle: settings[keySettings.toggle],
    talk: settings[keySettings.talk],
    pause: settings[keySettings.pause],
  };
}

/** Asks the system to wait until we have quit; the typings leave out the event that the documentation describes. */
function delay(event: unknown): void {
  if (typeof event !== 'object' || event === null || !('preventDefault' in event)) return;
  const { preventDefault } = event as { preventDefault: () => void };
  preventDefault.call(event);
}
