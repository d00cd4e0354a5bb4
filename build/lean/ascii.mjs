/**
 * Writes what is not ASCII as escapes. One other character makes V8 keep the whole text of a chunk with two bytes for each
 * letter, and decode all of it letter by letter.
 * @returns {import('vite').Plugin}
 */
export function asciiOnly() {
  return {
    name: 'ascii-only',
    // The last step: what prints the code before it writes escapes as characters.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = toAscii(file.code);
      }
    },
  };
}

/**
 * The same program in ASCII: in strings, patterns, names and comments an escape means the character.
 * @param {string} code
 */
export function toAscii(code) {
  return code.replace(rawTemplates, withoutTag).replace(others, escaped);
}

const others = /(\\*)([^\0-\x7f])/g;

/** @param {string} _all @param {string} slashes @param {string} unit */
function escaped(_all, slashes, unit) {
  // The last of an odd number is the character's own, and would become the escape's.
  const kept = slashes.slice(slashes.length % 2);
  return `${kept}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** In these an escape would be six letters. */
const rawTemplates = /String\.raw`([^`]*[^\0-\x7f`][^`]*)`/g;

/** The same words as a plain template. @param {string} _all @param {string} words */
function withoutTag(_all, words) {
  const parts = words.split(/(\$\{[^{}]*\})/);
  const cooked = parts.map((part, at) => (at % 2 === 1 ? part : part.replaceAll('\\', '\\\\')));
  return `\`${cooked.join('')}\``;
}
