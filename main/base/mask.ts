const cover = '***';
/** Shorter words than this stand in ordinary lines, too; digits are then told apart by what is around them. */
const shortest = 6;

/**
 * Covers known secrets in text that leaves the app. Nothing is meant to carry one there; this is for the texts of others,
 * which a diagnostic log keeps and which may repeat a key that they refuse.
 */
export class Mask {
  readonly #patterns = new Map<string, RegExp>();

  /** From now on covered, also as it is written in JSON and in an address. */
  learn(secret: string): void {
    if (secret.length < shortest && !/^\d+$/u.test(secret)) return;
    if (this.#patterns.has(secret)) return;
    const written = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    // Once more for a text of JSON within a line of JSON.
    const twice = JSON.stringify(written[1]).slice(1, -1);
    const all = [...new Set([...written, twice])].toSorted((a, b) => b.length - a.length);
    const any = all.map(escapePattern).join('|');
    this.#patterns.set(
      secret,
      new RegExp(/^\d+$/u.test(secret) ? `(?<!\\d)(?:${any})(?!\\d)` : any, 'gu'),
    );
  }

  /** The text without any secret that was learned. */
  cover(text: string): string {
    let covered = text;
    for (const pattern of this.#patterns.values()) covered = covered.replace(pattern, cover);
    return covered;
  }
}

/** The text as a pattern that fits it alone. */
function escapePattern(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
}
