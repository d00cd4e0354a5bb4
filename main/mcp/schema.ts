import { z } from 'zod';
import { cleanLine } from '../base/clean-text.ts';

/** A schema that goes deeper says nothing more below; one with more parts, or longer, is not taken at all. */
const maxDepth = 8;
const maxParts = 300;
const maxChars = 16_000;

type Schema = Readonly<Record<string, unknown>>;

const knownTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
/** Copied where they are numbers. Patterns are not: one can be written that is never done with a text. */
const bounds = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
];

/** The parameters of a tool with nothing in them but what was looked at, and the check of arguments; or why not. */
export type ReadSchema =
  | { readonly parameters: Schema; readonly schema: z.ZodType<Record<string, unknown>> }
  | { readonly fault: string };

/** Reads a JSON schema that somebody else wrote. What it leaves out of it, the server checks by itself. */
export function readSchema(given: unknown): ReadSchema {
  const budget = { parts: maxParts, root: isObject(given) ? given : {} };
  const read = part(given, budget, 0);
  if (budget.parts < 0) return { fault: 'its arguments have too many parts' };
  const parameters = flat(read);
  if (JSON.stringify(parameters).length > maxChars) return { fault: 'its arguments are too long' };
  const schema = toZod(parameters);
  return schema ? { parameters, schema } : { fault: 'its arguments cannot be understood' };
}

/**
 * OpenAI, Anthropic: refuse every question that comes with a tool whose arguments are an alternative as a whole. Then all
 * of its arguments are named, and which go together is the server's to check.
 */
function flat(read: Record<string, unknown>): Record<string, unknown> {
  const { anyOf, oneOf, allOf, enum: _choices, const: _value, ...rest } = read;
  const branches: readonly unknown[] = [anyOf, oneOf, allOf].flat();
  const all = branches.map((one) => (isObject(one) ? one['properties'] : null)).filter(isObject);
  const properties = Object.assign({}, ...all, rest['properties']) as Record<string, unknown>;
  return { ...rest, type: 'object', properties };
}

/** Null where it is none that can be checked against. */
function toZod(parameters: Schema): z.ZodType<Record<string, unknown>> | null {
  try {
    const schema = z.fromJSONSchema(parameters);
    return schema as z.ZodType<Record<string, unknown>>;
  } catch {
    // It contradicts itself, or has a form that is not known here.
    return null;
  }
}

type Budget = { parts: number; readonly root: Schema };

function part(given: unknown, budget: Budget, depth: number): Record<string, unknown> {
  budget.parts -= 1;
  if (!isObject(given) || depth > maxDepth || budget.parts < 0) return {};
  const target = typeof given['$ref'] === 'string' ? follow(given['$ref'], budget.root) : null;
  // Put in its place: what refers to itself ends with the depth.
  if (target !== null) return part(target, budget, depth + 1);
  const below = (value: unknown): Record<string, unknown> => part(value, budget, depth + 1);
  return {
    ...plainOf(given),
    ...objectOf(given, below),
    ...listOf(given, below),
  };
}

function plainOf(given: Schema): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const { type, description, enum: choices } = given;
  const types = [...new Set<unknown>([type].flat())];
  if (types.length > 0 && types.every(isType)) kept['type'] = types.length === 1 ? types[0] : types;
  if (typeof description === 'string') kept['description'] = cleanLine(description, 240);
  if (Array.isArray(choices) && choices.length > 0 && choices.every(isPlain)) {
    kept['enum'] = [...new Set<unknown>(choices)].slice(0, 200);
  }
  if ('const' in given && isPlain(given['const'])) kept['const'] = given['const'];
  for (const name of bounds) {
    if (isBound(name, given[name])) kept[name] = given[name];
  }
  return kept;
}

type Below = (value: unknown) => Record<string, unknown>;

function objectOf(given: Schema, below: Below): Record<string, unknown> {
  const { properties, required, additionalProperties: more } = given;
  if (!isObject(properties)) return {};
  const named = Object.entries(properties).filter(([name]) => isName(name));
  const kept: Record<string, unknown> = {
    properties: Object.fromEntries(named.map(([name, value]) => [name, below(value)])),
  };
  if (Array.isArray(required)) {
    const known = named.map(([name]) => name);
    kept['required'] = [...new Set<unknown>(required)].filter((name) =>
      known.some((one) => one === name),
    );
  }
  if (more === false) kept['additionalProperties'] = false;
  return kept;
}

function listOf(given: Schema, below: Below): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  if (isObject(given['items'])) kept['items'] = below(given['items']);
  for (const name of ['anyOf', 'oneOf', 'allOf']) {
    const all = given[name];
    if (Array.isArray(all) && all.length > 0) kept[name] = all.slice(0, 30).map(below);
  }
  return kept;
}

function follow(reference: string, root: Schema): unknown {
  if (!reference.startsWith('#/')) return {};
  let at: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : {};
  }
  return at;
}

/** Anthropic: refuses every question that comes with a tool that names an argument otherwise. */
function isName(name: string): boolean {
  return /^[\w.-]{1,64}$/u.test(name) && name !== '__proto__';
}

/** As the standard wants it: providers refuse a question for one tool whose arguments break it. */
function isBound(name: string, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (name === 'multipleOf') return value > 0;
  return /^m(?:in|ax)(?:Length|Items)$/u.test(name) ? Number.isInteger(value) && value >= 0 : true;
}

function isType(type: unknown): boolean {
  return knownTypes.some((one) => one === type);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 200 && cleanLine(value, 200) === value;
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
