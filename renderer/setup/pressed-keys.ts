/** What a page is told of a key press, as far as a shortcut depends on it. */
export type KeyPress = {
  /** The place on the keyboard: `KeyK`, `Digit1`, `F9`. */
  readonly code: string;
  /** What it writes: `k`, `!`, `Shift`. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/** Electron's names of keys that write nothing, by the browser's. */
const named: Readonly<Record<string, string>> = {
  Space: 'Space',
  Tab: 'Tab',
  CapsLock: 'Capslock',
  NumLock: 'Numlock',
  ScrollLock: 'Scrolllock',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Enter: 'Return',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Escape: 'Escape',
  PrintScreen: 'PrintScreen',
  AudioVolumeUp: 'VolumeUp',
  AudioVolumeDown: 'VolumeDown',
  AudioVolumeMute: 'VolumeMute',
  MediaTrackNext: 'MediaNextTrack',
  MediaTrackPrevious: 'MediaPreviousTrack',
  MediaStop: 'MediaStop',
  MediaPlayPause: 'MediaPlayPause',
  NumpadDecimal: 'numdec',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadEnter: 'Return',
};

/** What the key at a place writes without Shift, on most keyboards. */
const writing: Readonly<Record<string, string>> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

const modifierKeys: readonly string[] = ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'OS'];

/** The Electron accelerator of a press; null while only modifiers are down, or for a key that has no name there. */
export function acceleratorOf(press: KeyPress, onMac: boolean): string | null {
  if (modifierKeys.includes(press.key)) return null;
  const key = keyOf(press);
  if (key === null) return null;
  const main = onMac ? press.metaKey : press.ctrlKey;
  const modifiers = [
    ...(main ? ['CommandOrControl'] : []),
    ...(onMac && press.ctrlKey ? ['Control'] : []),
    ...(!onMac && press.metaKey ? ['Super'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
  ];
  return [...modifiers, key].join('+');
}

function keyOf({ code, key, altKey }: KeyPress): string | null {
  const known = named[code] ?? /^F(?:[1-9]|1\d|2[0-4])$/u.exec(code)?.[0];
  if (known !== undefined) return known;
  const digit = /^(Digit|Numpad)(\d)$/u.exec(code);
  if (digit) return `${digit[1] === 'Numpad' ? 'num' : ''}${digit[2] ?? ''}`;
  // The letter that is written, not its place: keyboards differ. With Alt some write something else.
  if (/^[a-z]$/iu.test(key) && !altKey) return key.toUpperCase();
  return /^Key([A-Z])$/u.exec(code)?.[1] ?? writing[code] ?? null;
}
