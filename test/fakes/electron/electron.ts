import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { happens, onCommand, record } from './control.ts';
import { WindowState } from './window-state.ts';
import { ipcMain, WebContentsDouble } from './page.ts';
import { session } from './session.ts';
import { utilityProcess } from './utility-process.ts';

// Stands in for the module `electron` in a plain Node: records what is asked of it, does what a person would see, and
// keeps the runtime's rules about what is allowed before it is ready. The double is what lies in this folder, but for
// `control.ts`, the line to the test, and `programs/`, which run on it. Together at most 600 lines.
let ready = false;

function needReady(what: string): void {
  if (!ready) throw new Error(`${what} before the app is ready`);
}

const becameReady = setImmediate().then(() => void (ready = true));

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: {
    getSwitchValue: () => '',
    appendSwitch: (name: string, value: string) => record('switch', { name, value }),
  },
  whenReady: () => becameReady,
  getAppPath: () => process.argv[1] ?? '',
  getLoginItemSettings: () => ({ wasOpenedAtLogin: false }),
  setBadgeCount: (count: number) => record('badge', count),
  setName: () => {},
  setPath: (name: string, path: string) => record('path', { name, path }),
  focus: () => record('app-focused', {}),
  hide: () => record('app-hidden', {}),
  relaunch: () => record('relaunch', {}),
  exit: (code: number) => process.exit(code),
  quit: () => void (happens(app, 'before-quit') && process.exit(0)),
});
onCommand('quit', () => app.quit());
onCommand('open-url', (url: string) => app.emit('open-url', { preventDefault: () => {} }, url));

type WindowOptions = {
  width: number;
  height: number;
  webPreferences: { preload: string; partition: string };
};

export class BrowserWindow extends WindowState {
  readonly webContents: WebContentsDouble;
  readonly #preload: string;

  constructor(options: WindowOptions) {
    needReady('BrowserWindow');
    super();
    record('window', options);
    const { width, height, webPreferences } = options;
    this.bounds = { x: 0, y: 0, width, height };
    this.#preload = webPreferences.preload;
    this.webContents = new WebContentsDouble(session.fromPartition(webPreferences.partition));
    app.emit('web-contents-created', {}, this.webContents);
    onCommand('close-window', () => (happens(this, 'close') ? 'closed' : 'kept'));
    onCommand('window', (event: string, bounds = this.bounds) => {
      this.bounds = bounds;
      this.emit(event);
    });
  }

  protected override readonly tell = record;

  async loadURL(url: string): Promise<void> {
    await this.webContents.session.answer(url);
    await this.webContents.load(url, this.#preload);
    void setImmediate().then(() => this.emit('ready-to-show'));
  }

  override destroy(): void {
    super.destroy();
    this.webContents.end();
    this.emit('closed');
  }
}

type Items = readonly { id?: string; label?: string; click?: () => void }[];

export const Menu = {
  buildFromTemplate: (items: Items) => ({ items }),
  setApplicationMenu: (menu: object | null) => record('application-menu', menu),
};

export class Tray extends EventEmitter {
  #items: Items = [];

  constructor(icon: { readonly sizes: readonly number[]; readonly picture: string }) {
    needReady('Tray');
    if (process.env.DOUBLE_NO_TRAY) throw new Error('Failed to create tray');
    super();
    record('tray', icon.sizes);
    this.setImage(icon);
    onCommand('click-tray', () => this.emit('click'));
    onCommand('choose', (id: string) => this.#items.find((item) => item.id === id)?.click?.());
  }

  readonly setImage = ({ picture }: { readonly picture: string }): void =>
    record('tray-image', picture);

  // As on Linux, which does not say.
  readonly getBounds = (): object => ({ x: 0, y: 0, width: 0, height: 0 });
  readonly setToolTip = (text: string): void => record('tooltip', text);

  setContextMenu({ items }: { readonly items: Items }): void {
    this.#items = items;
    const names = items.map((item) => item.id ?? item.label ?? '-');
    record('tray-menu', names);
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
  createEmpty: () => ({
    sizes: [] as number[],
    picture: '',
    addRepresentation({ dataURL }: { dataURL: string }): void {
      this.picture = dataURL.slice(dataURL.indexOf(',') + 1);
      // The width of a PNG stands at byte 16.
      this.sizes.push(Buffer.from(this.picture, 'base64').readUInt32BE(16));
    },
    setTemplateImage: () => {},
  }),
};

let notifications = 0;

export class Notification extends EventEmitter {
  static readonly isSupported = (): boolean => true;
  readonly #id = (notifications += 1);
  readonly #options: object;

  constructor(options: object) {
    super();
    this.#options = options;
  }

  show(): void {
    record('notification', { id: this.#id, ...this.#options });
    const act = (event: string, actionIndex: number) => this.emit(event, { actionIndex });
    onCommand(`notification-${this.#id}`, act);
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
let screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
export const screen = Object.assign(new EventEmitter(), {
  getCursorScreenPoint: () => ({ x: 5, y: 5 }),
  getAllDisplays: () => screens.map((bounds) => ({ bounds, workArea: bounds })),
});
onCommand('screens', (now: typeof screens) => {
  screens = now;
  screen.emit('display-removed');
});
export const powerMonitor = new EventEmitter();
/** As the system tells: `suspend`, `resume`, `lock-screen`, `unlock-screen`, `shutdown`. */
onCommand('power', (event: string) => happens(powerMonitor, event));
export const powerSaveBlocker = {
  start: (kind: string): number => (record('kept-awake', kind), 7),
  stop: (id: number): void => record('may-sleep', id),
};
export { ipcMain, session, utilityProcess };
