import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { RefusedError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { readFileIfAny, writeFileAtomically } from '../base/files.ts';
import { pathKey } from './path-key.ts';
import type { PathKey } from './path-key.ts';

export const webhookServices = ['carbonvoice', 'voipbin'] as const;
export type WebhookService = (typeof webhookServices)[number];

/** How long a former path is listened at when the new one is never registered. */
const formerForMs = 10 * 60_000;
/** What was sent to the former path before the service knew the new one may take so long, its second try included. */
const inFlightMs = 30_000;
/** By so much a time server may set the clock back without cutting a former path off. */
const setBackMs = 60_000;
/** Former paths of one service at once. */
const maxFormer = 5;

const secretSchema = z.string().regex(/^[\w-]{32,}$/);
const formerSchema = z.array(z.object({ secret: secretSchema, until: z.number() }));
const fileSchema = z.object({
  carbonvoice: secretSchema,
  voipbin: secretSchema,
  former: z
    .object({ carbonvoice: formerSchema.catch([]), voipbin: formerSchema.catch([]) })
    .catch({ carbonvoice: [], voipbin: [] }),
});
type Kept = z.infer<typeof fileSchema>;

/**
 * The unguessable paths of the webhooks; the same over restarts of one home, until the owner has one made anew.
 * A former path leads here until the service knows the new one, so that nothing on its way is lost.
 */
export class WebhookPaths {
  readonly #file: string;
  readonly #clock: Pick<Clock, 'now'>;
  #kept: Kept;
  #work: Promise<unknown> = Promise.resolve();
  readonly #keys = new Map<string, PathKey>();

  private constructor(file: string, kept: Kept, clock: Pick<Clock, 'now'>) {
    this.#file = file;
    this.#kept = kept;
    this.#clock = clock;
  }

  /** Reads `<home>/webhook-paths.json`, or makes it (0600) when it is missing or damaged. */
  static async load(home: string, clock: Pick<Clock, 'now'>): Promise<WebhookPaths> {
    const file = join(home, 'webhook-paths.json');
    const kept = parse(await readFileIfAny(file));
    if (kept) return new WebhookPaths(file, kept, clock);
    const former = { carbonvoice: [], voipbin: [] };
    const made = { carbonvoice: newSecret(), voipbin: newSecret(), former };
    await write(file, made);
    return new WebhookPaths(file, made, clock);
  }

  /** The paths to be told to the services, as of now. */
  get current(): Readonly<Record<WebhookService, string>> {
    const { carbonvoice, voipbin } = this.#kept;
    return { carbonvoice: pathOf('carbonvoice', carbonvoice), voipbin: pathOf('voipbin', voipbin) };
  }

  /** Of every path at which deliveries of the service are taken now. */
  keys(service: WebhookService): readonly PathKey[] {
    const secrets = [this.#kept[service], ...this.#former(service).map(({ secret }) => secret)];
    return secrets.map((secret) => this.#keyOf(pathOf(service, secret)));
  }

  /** Until when a former path leads here at the longest, epoch ms; null when none does. */
  formerUntil(service: WebhookService): number | null {
    const instants = this.#former(service).map(({ until }) => until);
    return instants.length === 0 ? null : Math.max(...instants);
  }

  /** Makes a new path: durable when it resolves, and listened at from then on. Throws RefusedError. */
  rotate(services: readonly WebhookService[]): Promise<void> {
    return this.#change((kept) => {
      const until = this.#clock.now() + formerForMs;
      const next: Kept = { ...kept, former: { ...kept.former } };
      for (const service of services) {
        const former = this.#former(service);
        if (former.length >= maxFormer) throw tooOften();
        next.former[service] = [...former, { secret: kept[service], until }];
        next[service] = newSecret();
      }
      return next;
    });
  }

  /** The service knows `url`: what is its path now needs no other, as soon as what is on its way has come. */
  settle(service: WebhookService, url: string): Promise<void> {
    return this.#change((kept) => {
      const former = this.#former(service);
      if (former.length === 0 || new URL(url).pathname !== this.current[service]) return null;
      const soon = this.#clock.now() + inFlightMs;
      if (former.every(({ until }) => until <= soon)) return null;
      const sooner = former.map(({ secret, until }) => ({ secret, until: Math.min(until, soon) }));
      return { ...kept, former: { ...kept.former, [service]: sooner } };
    });
  }

  /** Kept, because they are asked for at every request; there are as many as paths were made in this run. */
  #keyOf(path: string): PathKey {
    const key = this.#keys.get(path) ?? pathKey(path);
    this.#keys.set(path, key);
    return key;
  }

  /** A clock that was set far back must not keep a former path alive. */
  #former(service: WebhookService): Kept['former'][WebhookService] {
    const now = this.#clock.now();
    const latest = now + formerForMs + setBackMs;
    return this.#kept.former[service].filter(({ until }) => until > now && until <= latest);
  }

  /** One change at a time; what cannot be kept has not happened. */
  #change(change: (kept: Kept) => Kept | null): Promise<void> {
    const work = this.#work.then(async () => {
      const next = change(this.#kept);
      if (next === null) return;
      await write(this.#file, next);
      this.#kept = next;
    });
    this.#work = work.catch(() => {
      // Told to whoever asked for it; the next change starts from what is there.
    });
    return work;
  }
}

function parse(text: string | null): Kept | null {
  try {
    return fileSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    // A damaged file is made anew: the new address is registered like any changed one.
    return null;
  }
}

function write(file: string, kept: Kept): Promise<void> {
  return writeFileAtomically(file, `${JSON.stringify(kept, null, 2)}\n`);
}

function pathOf(service: WebhookService, secret: string): string {
  return `/hooks/${service}/${secret}`;
}

/** 32 random bytes: nobody guesses them. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function tooOften(): RefusedError {
  return new RefusedError(
    'WEBHOOK_ROTATED_OFTEN',
    'The path was made anew too often in a short time.',
    'Wait ten minutes: the former paths are still listened at so that nothing is lost.',
  );
}
