import { readdirSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { openFeedUpdates } from '../../../main/desktop/feed-updates.ts';

// The built updater with a person before it: `node owner.ts FOLDER-OF-THE-BUNDLE FEED ANSWER`, which prints what is told.
const [folder = '', feed = '', answer = ''] = process.argv.slice(2);
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./runtime.cjs', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
Object.assign(process, { resourcesPath: process.env['UPDATES_FOLDER'] });

const say = (what: string): void => void process.stdout.write(`${what}\n`);
let due = (): void => {};

class Card {
  readonly #body: string;
  #onClick = (): void => {};

  constructor({ body }: { readonly body: string }) {
    this.#body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  on(name: string, listener: () => void): void {
    if (name === 'click') this.#onClick = listener;
  }

  show(): void {
    say(this.#body);
    // A person takes a moment.
    if (this.#body.includes('Click')) setImmediate(this.#onClick);
  }
}

const name = readdirSync(folder).find((file) => file.startsWith('chunk-feed-updates-'));
if (name === undefined) throw new Error('not built');
const built = (await import(pathToFileURL(`${folder}/${name}`).href)) as {
  readonly openFeedUpdates: typeof openFeedUpdates;
};
type Options = Parameters<typeof openFeedUpdates>[0];
built.openFeedUpdates({
  feed,
  electron: {
    dialog: {
      showMessageBox: async () => {
        say('asked');
        setTimeout(() => answer === 'no' && process.exit(0), 300);
        return { response: answer === 'yes' ? 1 : 0, checkboxChecked: false };
      },
    },
    Notification: Card as unknown as Options['electron']['Notification'],
  },
  mayNotify: () => true,
  clock: {
    now: () => Date.now(),
    schedule: (_ms: number, listener: () => void) => {
      due = listener;
      return () => {};
    },
  },
  log: { warn: (text: string) => say(text) } as unknown as Options['log'],
});
due();
await delay(20_000, null, { ref: true });
