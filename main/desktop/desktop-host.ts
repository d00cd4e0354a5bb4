import type * as Electron from 'electron';
import { toErrorEnvelope } from '../../shared/errors.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { Scope } from '../base/scope.ts';
import { withoutTools } from './closed-doors.ts';
import { joinWindow } from './ipc-transport.ts';
import { servePage } from './page-protocol.ts';
import type { DesktopApp, OverviewState } from './ports.ts';
import { guardContents, guardSession } from './session-guard.ts';
import { openShortcut } from './shortcuts.ts';
import { restartArguments } from './startup.ts';
import { drawTrayIcon } from './tray-icon.ts';
import { trayView } from './tray-menu.ts';
import type { TrayCommand, TrayView } from './tray-menu.ts';
import { StatusTray } from './tray.ts';
import { UtilityStarter } from './utility-starter.ts';
import { AgentWindow, pagePartition } from './windows.ts';

/** The parts of Electron that the host uses, as arguments, so that it can be made without the runtime. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'globalShortcut'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'Notification'
  | 'powerMonitor'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'utilityProcess'
>;

export type DesktopHostOptions = {
  readonly electron: ElectronParts;
  /** Absolute paths of the preload script and of the folder with the page. */
  readonly preload: string;
  readonly pageFolder: string;
  readonly platform: string;
  readonly wayland: boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

export type DesktopOpenOptions = {
  /** Electron accelerator of the key that shows and hides the window; empty: none. */
  readonly shortcut: string;
  /** Show the window at once, not only the tray. */
  readonly show: boolean;
};

/** Tray, window and keys around the running app; also what the app asks of the place where it runs. */
export class DesktopHost {
  readonly starter: ChildProcessStarter;
  readonly held = new Map<string, string>();
  readonly keepsHeld = false;
  readonly #options: DesktopHostOptions;
  readonly #scope: Scope;
  #window: AgentWindow | null = null;
  #wanted = false;

  constructor(options: DesktopHostOptions) {
    this.#options = options;
    this.#scope = new Scope({ clock: options.clock });
    const { electron, log } = options;
    this.starter = new UtilityStarter({ utilityProcess: electron.utilityProcess, log });
  }

  /** Also before there is a window: a second start may ask while this one is still opening. */
  showWindow(): void {
    if (this.#window === null) this.#wanted = true;
    else this.#window.show();
  }

  /** The answer says in words what happened. */
  toggleWindow(): string {
    if (this.#window === null) this.#wanted = !this.#wanted;
    const shown = this.#window?.toggle() ?? this.#wanted;
    return shown ? 'The window is shown.' : 'The window is hidden.';
  }

  /** Null: the window is no page that a browser could open. */
  pageLink(): null {
    return null;
  }

  /** The next process begins when this one has ended. */
  restart(rehearsal: boolean): void {
    const { app } = this.#options.electron;
    app.relaunch({ args: restartArguments(process.argv, rehearsal) });
    app.quit();
  }

  quit(): void {
    this.#options.electron.app.quit();
  }

  /** Once, when the runtime is ready and the app is open. */
  open(app: DesktopApp, { shortcut, show }: DesktopOpenOptions): void {
    const { electron, log } = this.#options;
    if (this.#scope.signal.aborted) return;
    this.#prepare();
    this.#hearPower(app);
    const window = this.#openWindow();
    this.#scope.defer(
      'window requests',
      joinWindow({ ipcMain: electron.ipcMain, window, app, log }),
    );
    const key = openShortcut({
      globalShortcut: electron.globalShortcut,
      accelerator: shortcut,
      onPress: () => window.toggle(),
      log,
    });
    this.#scope.add('shortcut', key);
    const { wayland } = this.#options;
    this.#openTray(app, () =>
      trayView({ overview: app.overview(), paused: app.paused(), shortcut: key, wayland }),
    );
    if (show || this.#wanted) window.show();
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

  #hearPower(app: DesktopApp): void {
    const { powerMonitor } = this.#options.electron;
    const onSuspend = (): void => void app.suspending();
    const onResume = (): void => void app.woke();
    powerMonitor.on('suspend', onSuspend);
    powerMonitor.on('resume', onResume);
    this.#scope.defer('power', () => {
      powerMonitor.off('suspend', onSuspend);
      powerMonitor.off('resume', onResume);
    });
  }

  #openWindow(): AgentWindow {
    const { electron, platform, preload, clock, log } = this.#options;
    const { app, BrowserWindow } = electron;
    const mac = platform === 'darwin';
    const window = new AgentWindow({
      preload,
      alwaysOnTop: true,
      create: (options) => new BrowserWindow(withoutTools(options, app.isPackaged)),
      onSessionEnd: () => app.quit(),
      // An app without a dock icon neither gets the keyboard by itself nor gives it back.
      ...(mac ? { onShow: () => app.focus({ steal: true }), onHide: () => app.hide() } : {}),
      clock,
      log,
    });
    this.#window = this.#scope.add('window', window);
    return window;
  }

  #openTray(app: DesktopApp, view: () => TrayView): void {
    const { electron, platform } = this.#options;
    const { Menu, Tray } = electron;
    const options = {
      create: (icon: Electron.NativeImage) => new Tray(icon),
      buildMenu: (template: Electron.MenuItemConstructorOptions[]) =>
        Menu.buildFromTemplate(template),
      icon: (state: OverviewState) => this.#icon(state),
      clickToggles: platform !== 'darwin',
      run: (command: TrayCommand) => this.#run(command, app),
    };
    const tray = this.#scope.add('tray', new StatusTray(options, view()));
    this.#scope.defer(
      'overview',
      app.onOverview(() => tray.show(view())),
    );
  }

  #icon(state: OverviewState): Electron.NativeImage {
    const { electron, platform } = this.#options;
    const mac = platform === 'darwin';
    const image = electron.nativeImage.createEmpty();
    for (const scaleFactor of [1, 1.5, 2, 3]) {
      const size = Math.round((platform === 'linux' ? 22 : 16) * scaleFactor);
      const png = drawTrayIcon(state, size, mac ? 'template' : 'badge');
      const dataURL = `data:image/png;base64,${png.toString('base64')}`;
      image.addRepresentation({ scaleFactor, dataURL });
    }
    image.setTemplateImage(mac);
    return image;
  }

  #run(command: TrayCommand, app: DesktopApp): void {
    if (command === 'toggle') this.toggleWindow();
    else if (command === 'quit') this.quit();
    else app.setPaused(command === 'pause').catch((error: unknown) => this.#tell(error));
  }

  /** A refusal that belongs to no window: as the system shows such things. */
  #tell(error: unknown): void {
    const { message, remedy } = toErrorEnvelope(error);
    const { Notification } = this.#options.electron;
    if (!Notification.isSupported()) return;
    new Notification({ title: 'Adjutant', body: `${message} ${remedy}`.trim() }).show();
  }
}

/** Asks the system to wait until we have quit; the typings leave out the event that the documentation describes. */
function delay(event: unknown): void {
  if (typeof event !== 'object' || event === null || !('preventDefault' in event)) return;
  const { preventDefault } = event as { preventDefault: () => void };
  preventDefault.call(event);
}
