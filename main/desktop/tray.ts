import type { Menu, NativeImage, Tray } from 'electron';
import type { Area } from './placement.ts';
import type { OverviewState } from '../../shared/overview.ts';
import { sameView, trayTemplate } from './tray-menu.ts';
import type { TrayCommand, TrayView } from './tray-menu.ts';

export type StatusTrayOptions = {
  readonly create: (icon: NativeImage) => Tray;
  readonly buildMenu: typeof Menu.buildFromTemplate;
  readonly icon: (state: OverviewState) => NativeImage;
  /** macOS opens the menu on a click; elsewhere a click is the shortest way to the window. */
  readonly clickToggles: boolean;
  readonly run: (command: TrayCommand) => void;
};

/** The icon in the tray: drawn once per change, and not at all for equal values. */
export class StatusTray {
  readonly #options: StatusTrayOptions;
  readonly #tray: Tray;
  #shown: TrayView;

  constructor(options: StatusTrayOptions, first: TrayView) {
    this.#options = options;
    this.#tray = options.create(options.icon(first.state));
    this.#shown = first;
    this.#drawText(first);
    if (options.clickToggles) this.#tray.on('click', () => options.run('toggle'));
  }

  show(view: TrayView): void {
    if (sameView(this.#shown, view)) return;
    if (view.state !== this.#shown.state) this.#tray.setImage(this.#options.icon(view.state));
    this.#shown = view;
    this.#drawText(view);
  }

  /** Where the icon is on the screen; null where the system does not say (Linux: all zero). */
  get place(): Area | null {
    const bounds = this.#tray.isDestroyed() ? null : this.#tray.getBounds();
    return bounds !== null && bounds.width > 0 && bounds.height > 0 ? bounds : null;
  }

  close(): void {
    if (!this.#tray.isDestroyed()) this.#tray.destroy();
  }

  /** Linux shows a changed entry only after the whole menu is set again, so that is what every change does. */
  #drawText(view: TrayView): void {
    this.#tray.setToolTip(view.tooltip);
    this.#tray.setContextMenu(this.#options.buildMenu(trayTemplate(view, this.#options.run)));
  }
}
