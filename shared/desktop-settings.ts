import { flag, number, words } from './setting-definition.ts';
import { quietHoursSchema } from './quiet-hours.ts';
import { acceleratorSchema, flagSchema, milliseconds, optional } from './setting-schemas.ts';

/** The desktop app: its keys and its window. All of them hold at once. */
export const desktopSettings = {
  'desktop.toggleShortcut': words(
    optional(acceleratorSchema),
    'CommandOrControl+Shift+Space',
    'Shortcut that shows and hides the window; null: none.',
  ),
  'desktop.talkShortcut': words(
    optional(acceleratorSchema),
    'CommandOrControl+Shift+J',
    'Shortcut for push to talk; null: none.',
  ),
  'desktop.pauseShortcut': words(
    optional(acceleratorSchema),
    null,
    'Shortcut that pauses and resumes; null: none.',
  ),
  'desktop.alwaysOnTop': flag(flagSchema, true, 'Keep the window above all others.'),
  'desktop.hideOnBlur': flag(flagSchema, false, 'Hide the window when another one is used.'),
  'desktop.keepWindowMs': number(
    milliseconds(0, 86_400_000),
    1_800_000,
    'A window hidden for so long is closed to save memory, and made anew when it is wanted.',
  ),
  'desktop.startAtLogin': flag(flagSchema, false, 'Start in the tray when you log in.'),
  'desktop.notifications': flag(
    flagSchema,
    true,
    'Show notifications of what needs you: questions, reminders, failed messages, calls.',
  ),
  'desktop.quietHours': words(
    optional(quietHoursSchema),
    null,
    'Hours without notifications, such as 22:00-07:00; null: none.',
  ),
} as const;

/** The settings of the desktop app, by key. */
export type DesktopSettings = {
  readonly [K in keyof typeof desktopSettings]: (typeof desktopSettings)[K]['default'];
};

/** The global keys, by what they do. */
export const keySettings = {
  toggle: 'desktop.toggleShortcut',
  talk: 'desktop.talkShortcut',
  pause: 'desktop.pauseShortcut',
} as const;
export type KeyName = keyof typeof keySettings;

export function isDesktopSetting(key: string): key is keyof DesktopSettings {
  return Object.hasOwn(desktopSettings, key);
}
