import { z } from 'zod';

/** How a global key stands. */
export const keyStateSchema = z.enum([
  /** None is wanted. */
  'none',
  /** The system or another program has it, or it is no key of this keyboard. */
  'refused',
  /** Another of our keys is the same. */
  'twice',
  /** The system took it, and it was not pressed yet in this run. */
  'unseen',
  /** It was pressed and reached us. */
  'works',
]);
export type KeyState = z.infer<typeof keyStateSchema>;

/** What the desktop app found on this machine. */
export const desktopViewSchema = z.object({
  keys: z.object({ toggle: keyStateSchema, talk: keyStateSchema, pause: keyStateSchema }),
  /** A Wayland session, where the desktop decides on keys. */
  wayland: z.boolean(),
  /** Whether an icon in the tray could be made. */
  tray: z.boolean(),
});
export type DesktopView = Readonly<z.infer<typeof desktopViewSchema>>;

/** What the settings view asks about the place where the app runs; null: not the desktop app. */
export const desktopRequests = {
  'desktop:view': {
    request: z.object({}),
    response: z.object({ desktop: desktopViewSchema.nullable() }),
  },
} as const;
