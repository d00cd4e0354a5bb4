/** Tells texts that hold all of the words, in any case and with or without accents. */
export function finder(words: string): (text: string) => boolean {
  const parts = plain(words)
    .split(/\s+/u)
    .filter((part) => part !== '');
  return (text) => parts.every((part) => plain(text).includes(part));
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
