/** A webhook registration at the service; both ids are needed to remove it. */
export type Subscription = {
  readonly id: string;
  readonly clientId: string;
  readonly url: string;
  readonly agentId: string;
};

/** Remembers the registration, because Carbon Voice has no route that lists them. */
export interface Subscriptions {
  readSubscription(query: { readonly service: string }): Promise<Subscription | null>;
  saveSubscription(change: {
    readonly service: string;
    readonly subscription: Subscription;
  }): Promise<null>;
}
