/** A draft that outlives a reload of the page; in the desktop app also its window, which is made anew now and then. */
export interface Draft {
  read(): string;
  write(text: string): void;
}

/** `storage` is null where the browser grants none; then the draft lives as long as the page. */
export function openDraft(storage: Storage | null, key: string): Draft {
  let kept = attempt(() => storage?.getItem(key)) ?? '';
  return {
    read: () => kept,
    write: (text) => {
      kept = text;
      attempt(() => (text === '' ? storage?.removeItem(key) : storage?.setItem(key, text)));
    },
  };
}

/** The page's storage; merely asking for it throws where it is forbidden. */
export function pageStorage(): Storage | null {
  return attempt(() => globalThis.sessionStorage) ?? null;
}

/**
 * Where a draft is kept. The desktop app keeps its browser's storage in memory, so the lasting one is gone when it ends;
 * a browser would keep the words on its disk.
 */
export function draftStorage(): Storage | null {
  return 'adjutant' in globalThis ? lastingStorage() : pageStorage();
}

/** The one that outlives the page as well. */
export function lastingStorage(): Storage | null {
  return attempt(() => globalThis.localStorage) ?? null;
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    // Storage is full or forbidden: the words are still in the text field.
    return null;
  }
}
