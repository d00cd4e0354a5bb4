import { EventEmitter } from 'node:events';
import { onCommand, record } from './control.ts';
import { ipcMain, WebContentsDouble } from './page.ts';
import { session } from './session.ts';
import { utilityProcess } from './utility-process.ts';

// Stands in for the module `electron` in a plain Node: records what is asked of it, does what a person would see, and
// keeps the runtime's rules about what is allowed before it is ready.
let ready = false;

function needReady(what: string): void {
  if (!ready) throw new Error(`${what} before the app is ready`);
}

class AppDouble extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = { getSwitchValue: () => '', appendSwitch: () => {} };
  readonly #becameReady = new Promise<void>((resolve) =>
    setImmediate(() => {
      ready = true;
      resolve();
    }),
  );

  whenReady(): Promise<void> {
    return this.#becameReady;
  }

  readonly getAppPath = (): string => process.argv[1] ?? '';
  readonly getLoginItemSettings = (): object => ({ wasOpenedAtLogin: false });
  readonly setBadgeCount = (count: number): void => record('badge', count);

  setName(): void {}

  readonly focus = (): void => record('app-focused', {});

  readonly setPath = (name: string, path: string): void => record('path', { name, path });

  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }

  readonly exit = (code: number): void => process.exit(code);
  readonly relaunch = (): void => record('relaunch', {});
}

export const app = new AppDouble();
onCommand('quit', () => app.quit());
onCommand('open-url', (url: string) => app.emit('open-url', { preventDefault: () => {} }, url));

type WindowOptions = {
  width: number;
  height: number;
  webPreferences: { preload: string; partition: string };
};

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContentsDouble;
  readonly #preload: string;
  #visible = false;
  #destroyed = false;
  #bounds: object;

  constructor(options: WindowOptions) {
    needReady('BrowserWindow');
    super();
    record('window', options);
    this.#bounds = { x: 0, y: 0, width: options.width, height: options.height };
    this.#preload = options.webPreferences.preload;
    this.webContents = new WebContentsDouble(
      session.fromPartition(options.webPreferences.partition),
    );
    app.emit('web-contents-created', {}, this.webContents);
    onCommand('close-window', () => this.#close());
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.session.answer(url);
    await this.webContents.load(url, this.#preload);
    setImmediate(() => this.emit('ready-to-show'));
  }

  show(): void {
    this.#visible = true;
    record('visible', true);
  }

  hide(): void {
    this.#visible = false;
    record('visible', false);
  }

  readonly focus = (): void => record('focused', {});
  readonly getBounds = (): object => this.#bounds;

  setBounds(bounds: object): void {
    this.#bounds = bounds;
    record('placed', bounds);
  }

  readonly setAlwaysOnTop = (onTop: boolean): void => record('on-top', onTop);
  readonly isVisible = (): boolean => this.#visible;
  readonly isFocused = (): boolean => this.#visible;
  readonly isMinimized = (): boolean => false;
  readonly isDestroyed = (): boolean => this.#destroyed;

  destroy(): void {
    this.#destroyed = true;
    this.#visible = false;
    record('window-destroyed', {});
    this.webContents.end();
    this.emit('closed');
  }

  #close(): string {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    return prevented ? 'kept' : 'closed';
  }
}

type MenuItem = { id?: string; label?: string; enabled?: boolean; click?: () => void };

export class Menu {
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItem[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    record('application-menu', menu);
  }
}

export class Tray extends EventEmitter {
  #menu = new Menu([]);

  constructor(icon: { readonly sizes: readonly number[] }) {
    needReady('Tray');
    if (process.env.DOUBLE_NO_TRAY) throw new Error('Failed to create tray');
    super();
    record('tray', icon.sizes);
    onCommand('click-tray', () => this.emit('click'));
    onCommand('choose', (id: string) => this.#menu.items.find((item) => item.id === id)?.click?.());
  }

  readonly setImage = (icon: object): void => record('tray-image', icon);

  // As on Linux, which does not say.
  readonly getBounds = (): object => ({ x: 0, y: 0, width: 0, height: 0 });
  readonly setToolTip = (text: string): void => record('tooltip', text);

  setContextMenu(menu: Menu): void {
    this.#menu = menu;
    record(
      'tray-menu',
      menu.items.map((item) => item.id ?? item.label ?? '-'),
    );
  }

  readonly isDestroyed = (): boolean => false;
  readonly destroy = (): void => record('tray-destroyed', {});
}

const keys = new Map<string, () => void>();
onCommand('press', (accelerator: string) => {
  const action = keys.get(accelerator);
  action?.();
  return action !== undefined;
});

export const globalShortcut = {
  register(accelerator: string, action: () => void): boolean {
    needReady('globalShortcut');
    // What another program holds is refused without an error.
    const free = process.env.DOUBLE_TAKEN_KEY !== accelerator;
    if (free) keys.set(accelerator, action);
    record('shortcut', { accelerator, free });
    return free;
  },
  unregister(accelerator: string): void {
    keys.delete(accelerator);
    record('shortcut-removed', accelerator);
  },
};

export const nativeImage = {
  createEmpty: () => {
    const sizes: number[] = [];
    const addRepresentation = ({ dataURL }: { dataURL: string }): void => {
      // The width of a PNG stands at byte 16.
      sizes.push(Buffer.from(dataURL.slice(dataURL.indexOf(',') + 1), 'base64').readUInt32BE(16));
    };
    return { sizes, addRepresentation, setTemplateImage: () => {} };
  },
};

let notifications = 0;

export class Notification extends EventEmitter {
  readonly #options: object;
  readonly #id = (notifications += 1);

  constructor(options: object) {
    super();
    this.#options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    record('notification', { id: this.#id, ...this.#options });
    onCommand(`click-notification-${this.#id}`, () => this.emit('click', {}));
    onCommand(`choose-in-notification-${this.#id}`, (actionIndex: number) =>
      this.emit('action', { actionIndex }),
    );
  }

  close(): void {
    record('notification-closed', this.#id);
    this.emit('close', {});
  }
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly object[]): void {
    if (ready) throw new Error('protocol.registerSchemesAsPrivileged after the app is ready');
    record('schemes', schemes);
  },
};
export const shell = {
  openExternal: async (url: string): Promise<void> => record('opened-outside', url),
};
export const dialog = {
  showErrorBox: (title: string, content: string): void => record('error-box', { title, content }),
};
const area = { x: 0, y: 0, width: 1920, height: 1080 };
const screens = { getCursorScreenPoint: () => ({ x: 5, y: 5 }) };
const getAllDisplays = () => [{ bounds: area, workArea: { ...area, y: 30, height: 1050 } }];
export const screen = Object.assign(new EventEmitter(), screens, { getAllDisplays });
export const powerMonitor = new EventEmitter();
onCommand('system-sleep', () => powerMonitor.emit('suspend'));
onCommand('system-wake', () => powerMonitor.emit('resume'));
onCommand('lock', (locked: boolean) => powerMonitor.emit(locked ? 'lock-screen' : 'unlock-screen'));
onCommand('system-shutdown', () => powerMonitor.emit('shutdown', { preventDefault: () => {} }));
export const powerSaveBlocker = {
  start: (kind: string): number => (record('kept-awake', kind), 7),
  stop: (id: number): void => record('may-sleep', id),
};
export { ipcMain, session, utilityProcess };
