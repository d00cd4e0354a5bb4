import { fileURLToPath } from 'node:url';

/** Where `npm start` keeps compiled code as well; the many starts of the tests have most of their code to compile. */
export const compileCache = fileURLToPath(
  new URL('../../node_modules/.cache/adjutant/compile', import.meta.url),
);

/** Variables that would connect a test with the machine it runs on. */
const unwanted =
  /^(ADJUTANT_|NODE_OPTIONS$|VITEST|DBUS_|DISPLAY$|WAYLAND_DISPLAY$|XDG_|NGROK_|(?:HTTPS?|NO|https?|no)_(?:PROXY|proxy)$)/u;

/** This machine's environment without anything that steers the app, and without a keychain. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]),
  );
  const own = { ADJUTANT_KEYCHAIN: 'off', NODE_COMPILE_CACHE: compileCache };
  return { ...Object.fromEntries(kept), ...own, ...extra };
}
