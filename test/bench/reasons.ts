/** Why a row misses its goal, and what was tried: by how its name begins. Shown for rows that miss, and for no others. */
const reasons: readonly (readonly [begin: string, reason: string])[] = [];

/** Null where nobody has looked into it yet. */
export function reasonFor(name: string): string | null {
  return reasons.find(([begin]) => name.startsWith(begin))?.[1] ?? null;
}
