/** What a Set and a Map have in common: keys in the order in which they came. */
type Kept<K> = {
  readonly size: number;
  keys(): IterableIterator<K>;
  delete(key: K): boolean;
};

/** Forgets the oldest beyond `most`; to be called whenever one was added. */
export function keepNewest<K>(kept: Kept<K>, most: number): void {
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}
