import type { Event, Input, WebContents } from 'electron';

/** Chromium: each level is a fifth larger than the one below; 0 is the usual size, 3.8 would be twice of it. */
const step = 0.5;
const limits = { least: -2, most: 5 } as const;

type Key = Pick<Input, 'type' | 'key' | 'control' | 'meta' | 'alt'>;

/** The level of zoom that a key asks for, or null where it is no key of zoom. */
export function zoomAsked({ type, key, control, meta, alt }: Key, level: number): number | null {
  if (type !== 'keyDown' || alt || control === meta) return null;
  if (key === '0') return 0;
  // Without shift, the key of the plus is an equals sign on many keyboards.
  if (key === '+' || key === '=') return Math.min(limits.most, level + step);
  return key === '-' ? Math.max(limits.least, level - step) : null;
}

/** What a file says, as a level that a window may have. */
export function parseZoom(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 0;
  return Math.min(limits.most, Math.max(limits.least, value));
}

/** Where the level is kept. */
export interface KeptZoom {
  readonly zoom: number;
  keepZoom(level: number): void;
}

/** The keys of a browser make a page larger and smaller; a window that is made anew has the size of before. */
export function zoomByKeys(
  contents: Pick<WebContents, 'on' | 'setZoomLevel'>,
  kept: KeptZoom,
): void {
  contents.on('did-finish-load', () => contents.setZoomLevel(kept.zoom));
  contents.on('before-input-event', (event: Event, input: Input) => {
    const level = zoomAsked(input, kept.zoom);
    if (level === null) return;
    event.preventDefault();
    kept.keepZoom(level);
    contents.setZoomLevel(level);
  });
}
