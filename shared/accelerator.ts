/** Whether two Electron accelerators are the same keys, however they are written. */
export function sameKeys(one: string, other: string, onMac: boolean): boolean {
  return spelled(one, onMac) === spelled(other, onMac);
}

const modifiers: Readonly<Record<string, string>> = {
  cmd: 'command',
  ctrl: 'control',
  option: 'alt',
  meta: 'super',
};
const keys: Readonly<Record<string, string>> = { esc: 'escape', enter: 'return', '+': 'plus' };

/** One spelling for each: modifiers in a fixed order, and by one name. */
function spelled(accelerator: string, onMac: boolean): string {
  const parts = accelerator.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const named = parts.slice(0, -1).map((part) => {
    if (part === 'commandorcontrol' || part === 'cmdorctrl') return onMac ? 'command' : 'control';
    const name = modifiers[part] ?? part;
    // Electron: Super is the Windows key, and Command on macOS.
    return onMac && name === 'super' ? 'command' : name;
  });
  return [...named.toSorted(), keys[key] ?? key].join('+');
}
