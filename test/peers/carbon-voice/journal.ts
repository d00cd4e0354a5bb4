/** One request that the double was asked, in the order of arrival. */
export type Call = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | null;
  /** Empty for what is no JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly contentType: string | null;
  readonly raw: Buffer;
};

export type Reaction = { readonly messageId: string; readonly reaction: string };
/** `at` is epoch milliseconds. */
export type Signal = {
  readonly at: number;
  readonly conversationId: string;
  readonly kind: string;
  readonly lastsMs: number | null;
  readonly messageId: string | null;
};
export type ReadMark = { readonly conversationId: string; readonly messageId: string };
export type Subscription = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly filters: readonly {
    readonly key: string;
    readonly operator: string;
    readonly value: string;
  }[];
};

/** Where a request stands: it has arrived; what it asked is kept and the answer is about to leave. */
export type Phase = 'arrived' | 'kept';
export type CallListener = (call: Call, phase: Phase) => void;

/** Everything that was asked, for tests to look at. */
export class Journal {
  readonly calls: Call[] = [];
  readonly reactions: Reaction[] = [];
  readonly signals: Signal[] = [];
  readonly readMarks: ReadMark[] = [];
  /** Ids of the attachments whose bytes were asked for. */
  readonly downloads: string[] = [];
  /** Those that stand now. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Every subscription that was ever made. */
  readonly subscribed: Subscription[] = [];
}
