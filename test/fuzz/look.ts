import { AppError } from '../../shared/errors.ts';
import { canary } from './odd.ts';
import { Fault } from './target.ts';
import type { Target } from './target.ts';

/** Where the project lies: one that lies in a folder with a name like ours is told by its own places all the same. */
const root = new URL('../../', import.meta.url).href;
const prototypes: readonly object[] = [
  ...[Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype],
  Promise.prototype,
];
const namesBefore = countNames();

/** One run of a target: null when all is as it should be, else what is wrong, the same words for the same fault. */
export async function look(target: Target, input: Buffer): Promise<string | null> {
  const wrong = await run(target, input);
  if (countNames() === namesBefore) return wrong;
  for (const prototype of prototypes) clean(prototype);
  return 'it changed a prototype';
}

async function run(target: Target, input: Buffer): Promise<string | null> {
  try {
    const result = await target.read(input);
    if (target.maxChars === undefined) return null;
    const chars = JSON.stringify(result)?.length ?? 0;
    return chars <= target.maxChars ? null : 'its result is longer than it may be';
  } catch (error) {
    return faultOf(target, error);
  }
}

function faultOf({ errors = [], quotes }: Target, error: unknown): string | null {
  if (error instanceof Fault) return error.message;
  if (!(error instanceof Error)) return `it threw what is no error: ${typeof error}`;
  if (!errors.some((kind) => error instanceof kind)) return `${error.name} at ${placeOf(error)}`;
  const told = `${error.message} ${error instanceof AppError ? `${error.code} ${error.remedy}` : ''}`;
  if (quotes !== true && told.includes(canary)) return 'its error tells words of the input';
  return quotes !== true && told.length > 5000 ? 'its error is longer than anybody reads' : null;
}

/** The first place in the product, without the line, which moves. */
function placeOf({ stack = '', message }: Error): string {
  const paths = stack.split(root).slice(1);
  const found = paths.find((path) => /^(?:main|shared|renderer)\//u.test(path))?.split(':', 1)[0];
  return `${found ?? 'an unknown place'}: ${message.slice(0, 60).replaceAll(/[^\w .:'()-]/gu, '?')}`;
}

function countNames(): number {
  return prototypes.reduce((sum, prototype) => sum + Reflect.ownKeys(prototype).length, 0);
}

function clean(prototype: object): void {
  for (const key of Object.keys(prototype)) Reflect.deleteProperty(prototype, key);
}
