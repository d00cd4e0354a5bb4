import type { Account } from './account.ts';
import type { CustomerProfile } from './account-wire.ts';

/** Where events were sent before we registered ourselves; both empty for nowhere. */
export type FormerWebhook = { readonly uri: string; readonly method: string };

export type Registration =
  | { readonly type: 'registered'; readonly former: FormerWebhook | null }
  /** Another program's address stands there; it was left alone. */
  | { readonly type: 'foreign'; readonly uri: string };

/** VoIPBIN: one address per account; saving ours takes another program's away. */
export class WebhookRegistration {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * `former` is null when it was ours already; keep it for `undo`. `ours` is what we registered last, if that is
   * known: its path may have been made anew since. Throws AppError.
   */
  async register(
    url: string,
    options: { readonly ours?: string | null; readonly replaceForeign: boolean },
    signal: AbortSignal,
  ): Promise<Registration> {
    const { profile } = await this.#account.readCustomer(signal);
    const former = { uri: profile.webhookUri, method: profile.webhookMethod };
    if (former.uri === url && former.method === 'POST') {
      return { type: 'registered', former: null };
    }
    const isOurs = [url, options.ours ?? url].some((ours) => isSamePlace(former.uri, ours));
    if (former.uri !== '' && !isOurs && !options.replaceForeign) {
      return { type: 'foreign', uri: former.uri };
    }
    await this.#write({ uri: url, method: 'POST' }, signal);
    return { type: 'registered', former: isOurs ? null : former };
  }

  /** Puts back what was there before, if ours still stands there. False when it does not. */
  async undo(url: string, former: FormerWebhook, signal: AbortSignal): Promise<boolean> {
    const { profile } = await this.#account.readCustomer(signal);
    if (!isSamePlace(profile.webhookUri, url)) return false;
    await this.#write(former, signal);
    return true;
  }

  #write(webhook: FormerWebhook, signal: AbortSignal): Promise<void> {
    const change = (profile: CustomerProfile): CustomerProfile => ({
      ...profile,
      webhookUri: webhook.uri,
      webhookMethod: webhook.method,
    });
    return this.#account.changeProfile(change, signal);
  }
}

/** Our path is a secret nobody else has, so an address with it was ours, whatever the tunnel was called then. */
function isSamePlace(uri: string, ours: string): boolean {
  if (uri === ours) return true;
  if (!URL.canParse(uri)) return false;
  const path = new URL(uri).pathname;
  return path.length > 1 && path === new URL(ours).pathname;
}
