/** What the owner last practised, and how. */
export type LastWords = { readonly way: 'message' | 'phone'; readonly text: string };
