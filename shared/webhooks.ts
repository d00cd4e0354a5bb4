/** Where the webhooks of both services listen. The paths are secrets: for the owner's eyes, never for a log. */
export type WebhooksView = {
  /** Paths, as in the ready line. */
  readonly carbonvoice: string;
  readonly voipbin: string;
  /** Addresses that the paths are under; `public` is null while there is no tunnel. */
  readonly public: string | null;
  readonly local: string;
  /** ISO 8601: how long deliveries to a former path are still taken, at the longest; null when there is none. */
  readonly formerUntil: { readonly carbonvoice: string | null; readonly voipbin: string | null };
};
