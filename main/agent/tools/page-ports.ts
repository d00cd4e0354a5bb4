/** A page as it was read: words of others, whatever they say. */
export type Page = {
  /** Where it was found in the end, after all redirects. */
  readonly address: string;
  /** Empty for none. */
  readonly title: string;
  readonly text: string;
  readonly links: readonly PageLink[];
  /** Whether it is longer than what is read of a page. */
  readonly isCut: boolean;
};

export type PageLink = { readonly text: string; readonly address: string };

/** Pages of the public web. */
export interface Pages {
  /** Refuses by its form what will not be read, before anybody is asked. Throws RefusedError. */
  check(address: string): Promise<void>;
  /** Throws AppError with a sentence that says why the page cannot be read. */
  read(address: string, signal: AbortSignal): Promise<Page>;
}
