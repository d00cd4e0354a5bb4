/** Off or null behind the word, and nothing more: `"off-site.corp:3128"` is a proxy. */
const namesNone =
  /\bproxy["'“”]?\s*[:=]\s*(?:null|off|"off"|'off'|[“”]off[“”])(?=[ \t]*(?:[,}\r\n]|$))/gu;
/** A text that begins behind a key and ends where a text may end. */
const keyAndText = /("[\w.-]+"\s*:\s*)("(?:[^"\\\r\n]|\\.)*")(?=\s*[,}\]]|[ \t]*[\r\n]|\s*$)/gu;
const assigns = /\bproxy\\?["'“”]?\s*[:=]/u;

/**
 * Whether a text that is no JSON may name a proxy. The marks that would tell are just what is broken there, so the word
 * alone is enough; but not in the text of another setting, and not where it clearly names none.
 */
export function maySetProxy(text: string): boolean {
  const rest = text
    .replace(namesNone, '')
    // A text that lost its own end may have run on over the next setting.
    .replace(keyAndText, (all, key: string, words: string) => (assigns.test(words) ? all : key));
  return /\bproxy\b/u.test(rest);
}
