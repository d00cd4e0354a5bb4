import { EventEmitter } from 'node:events';

/** What a window is, as far as anybody asks it. */
export class WindowState extends EventEmitter {
  visible = false;
  focused = false;
  minimized = false;
  destroyed = false;
  onTop: boolean | null = null;
  overlay: string | null = null;
  bounds = { x: 0, y: 0, width: 400, height: 640 };

  /** Hears what is done to it. */
  protected tell(_what: string, _data: unknown): void {}

  show(): void {
    this.visible = true;
    this.tell('visible', true);
  }

  hide(): void {
    this.visible = false;
    this.focused = false;
    this.tell('visible', false);
  }

  focus(): void {
    this.focused = true;
    this.tell('focused', {});
  }

  destroy(): void {
    this.destroyed = true;
    this.tell('window-destroyed', {});
  }

  setBounds(bounds: typeof this.bounds): void {
    this.bounds = { ...bounds };
    this.tell('placed', bounds);
  }

  readonly restore = (): void => void (this.minimized = false);
  readonly setOverlayIcon = (_icon: unknown, words: string): void => void (this.overlay = words);
  readonly setAlwaysOnTop = (onTop: boolean): void => void (this.onTop = onTop);
  readonly getBounds = (): typeof this.bounds => ({ ...this.bounds });
  readonly isVisible = (): boolean => this.visible;
  readonly isFocused = (): boolean => this.focused;
  readonly isMinimized = (): boolean => this.minimized;
  readonly isDestroyed = (): boolean => this.destroyed;
}
