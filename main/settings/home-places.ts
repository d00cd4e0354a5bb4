import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../base/files.ts';

// Entries of the keychain are named by where the home is. A home that is moved takes this file along, and by it finds
// the entries of the place where it was.
const file = 'places.json';
const mostFormer = 5;

const placesSchema = z.object({
  place: z.string(),
  former: z.array(z.string()).max(100),
});
type Places = z.infer<typeof placesSchema>;

/** Where a home really is; one that is not there yet, where it will be. */
export function placeOf(home: string): string {
  try {
    return realpathSync.native(home);
  } catch {
    return resolve(home);
  }
}

/**
 * Where this home was before, newest first. A place where something is again is left out: this home is then a copy, or
 * another one lives there, and two homes never share a secret. So is one that may only be out of reach.
 */
export function formerPlaces(home: string): readonly string[] {
  const places = read(home);
  if (places === null) return [];
  const here = placeOf(home);
  const all = [places.place, ...places.former];
  return [...new Set(all)].filter((place) => place !== here && isGone(place));
}

/** Writes down where the home is now, once for each place. */
export async function rememberPlace(home: string): Promise<void> {
  const here = placeOf(home);
  const places = read(home);
  if (places?.place === here) return;
  const former = places === null ? [] : [places.place, ...places.former];
  const others = [...new Set(former)].filter((place) => place !== here);
  const next: Places = { place: here, former: others.slice(0, mostFormer) };
  await writeFileAtomically(join(home, file), `${JSON.stringify(next)}\n`);
}

/** Null where there is none, and where it is damaged: then nothing is known of a former place. */
function read(home: string): Places | null {
  try {
    const found: unknown = JSON.parse(readFileSync(join(home, file), 'utf8'));
    return placesSchema.safeParse(found).data ?? null;
  } catch {
    return null;
  }
}

function isGone(place: string): boolean {
  try {
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) return false;
    // A volume that is not mounted takes its folders along, or leaves the empty one that it is mounted on.
    return readdirSync(dirname(place)).length > 0;
  } catch {
    // It cannot be told, which is no reason to take anything from there.
    return false;
  }
}
