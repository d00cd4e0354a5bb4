import type { z } from 'zod';

/** How a variable's text becomes a value: as it is, a number, a switch, comma-separated, or JSON. */
export type SettingKind = 'text' | 'number' | 'flag' | 'list' | 'json';

/** One setting: what is allowed, what holds when nothing is set, and what it is for. */
export type SettingDefinition<T> = {
  readonly kind: SettingKind;
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** One line for the settings view and the README. */
  readonly doc: string;
  /** The variable's name where it does not follow from the key. */
  readonly variable?: string;
};

function maker(kind: SettingKind) {
  return <T>(schema: z.ZodType<T>, fallback: NoInfer<T>, doc: string): SettingDefinition<T> => ({
    kind,
    schema,
    default: fallback,
    doc,
  });
}

/** A setting that is a text. */
export const words = maker('text');
/** A setting that is a number. */
export const number = maker('number');
/** A switch. */
export const flag = maker('flag');
/** A list, with commas in a variable. */
export const list = maker('list');
/** Anything else, as JSON in a variable. */
export const json = maker('json');

/** With a variable whose name does not follow from the key. */
export function named<T>(variable: string, definition: SettingDefinition<T>): SettingDefinition<T> {
  return { ...definition, variable };
}
