import { oddKeys, oddTexts, oddValues } from './odd.ts';
import type { Random } from './random.ts';

/** Where a value stands: the object or array that holds it, and its name there. */
type Place = { readonly holder: Record<string, unknown>; readonly key: string };

/** Damages the value that a text of JSON means; what is no JSON, or nested too deeply for it, gets something beside it. */
export function mutateJson(input: Buffer, other: Buffer, random: Random): Buffer {
  try {
    return mutateValue(input, other, random);
  } catch (error) {
    // Too deep to be written, or a length that no list can have.
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return Buffer.concat([input, Buffer.from(random.pick(oddTexts))]);
  }
}

function mutateValue(input: Buffer, other: Buffer, random: Random): Buffer {
  const root = { value: parse(input) };
  if (root.value === undefined) return Buffer.concat([input, Buffer.from(random.pick(oddTexts))]);
  const { holder, key } = somePlace(root, random);
  const value = holder[key];
  switch (random.below(9)) {
    case 0:
    case 1:
      put(holder, key, random.pick(oddValues));
      break;
    case 2:
      delete holder[key];
      break;
    case 3:
      return withTwin(root.value, random);
    case 4:
      return Buffer.from(deep(root.value, { holder, key }, random));
    case 5:
      put(holder, key, somePlaceOf(parse(other), random));
      break;
    case 6:
      put(holder, key, grown(value, random));
      break;
    case 7:
      rename(holder, key, random);
      break;
    default:
      put(holder, key, wrong(value));
  }
  return Buffer.from(JSON.stringify(root.value) ?? 'null');
}

function parse(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    // It is damaged already.
    return undefined;
  }
}

function placesOf(holder: Record<string, unknown>, found: Place[], depth: number): Place[] {
  for (const key of Object.keys(holder)) {
    if (found.length > 500 || depth > 50) return found;
    found.push({ holder, key });
    const below = holder[key];
    if (typeof below === 'object' && below !== null) {
      placesOf(below as Record<string, unknown>, found, depth + 1);
    }
  }
  return found;
}

function somePlace(root: { value: unknown }, random: Random): Place {
  const found = placesOf(root, [], 0);
  return found[random.below(found.length)] ?? { holder: root, key: 'value' };
}

function somePlaceOf(value: unknown, random: Random): unknown {
  const { holder, key } = somePlace({ value }, random);
  return holder[key];
}

/** Also by the name `__proto__`, as JSON.parse does it. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  });
}

function rename(holder: Record<string, unknown>, key: string, random: Random): void {
  const value = holder[key];
  delete holder[key];
  put(holder, random.once(2) ? random.pick(oddKeys) : `${key}${random.pick(oddTexts)}`, value);
}

/** The same name twice in one object: parsers differ in which one they take. */
function withTwin(value: unknown, random: Random): Buffer {
  const text = JSON.stringify(value);
  const names = [...text.matchAll(/[{,]("(?:[^"\\]|\\.)*"):/gu)];
  const found = names[random.below(names.length)];
  if (!found) return Buffer.from(`[${text},${text}]`);
  const twin = `${found[1]}:${JSON.stringify(random.pick(oddValues)) ?? 'null'},`;
  return Buffer.from(text.slice(0, found.index + 1) + twin + text.slice(found.index + 1));
}

/** Nested as deep as recursion ends, in the place of a value. */
function deep(root: unknown, { holder, key }: Place, random: Random): string {
  const mark = 'deep-place';
  put(holder, key, mark);
  const times = random.pick([3, 20, 20, 100, 3000, 20_000]);
  const [open, close] = random.once(2) ? ['[', ']'] : ['{"a":', '}'];
  const nest = `${open.repeat(times)}1${close.repeat(times)}`;
  // The place may be the root, which is then the mark alone.
  return (JSON.stringify(root) ?? 'null').replace(`"${mark}"`, () => nest);
}

function grown(value: unknown, random: Random): unknown {
  const times = random.pick([2, 3, 10, 100, 1000, 20_000]);
  if (typeof value === 'string')
    return value.repeat(Math.min(times, Math.ceil(60_000 / (value.length + 1))));
  if (typeof value === 'number') return value * 10 ** random.below(300);
  if (Array.isArray(value)) {
    const size = JSON.stringify(value)?.length ?? 1;
    return Array.from({ length: Math.min(times, Math.ceil(60_000 / size)) }).flatMap(
      () => value as unknown[],
    );
  }
  return Array.from({ length: Math.min(times, 200) }, () => value);
}

function wrong(value: unknown): unknown {
  if (typeof value === 'string') return { text: value };
  if (Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  return typeof value === 'object' && value !== null ? Object.entries(value) : String(value);
}
