import { z } from 'zod';
import { checkValue, definitionOf, type CheckedValue } from '../../shared/check-setting.ts';
import { valueFromText } from '../../shared/setting-text.ts';
import type { SettingKey } from '../../shared/settings.ts';

/** How a setting is edited. */
export type SettingControl =
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly options: readonly string[]; readonly mayBeUnset: boolean }
  | { readonly type: 'line' }
  | { readonly type: 'lines' };

const longTexts: readonly SettingKey[] = [
  'agent.instructions',
  'phone.disclosure',
  'phone.greeting',
  'phone.voicemailText',
];

/** By its kind, and by its schema, which knows what may be chosen. */
export function controlOf(key: SettingKey): SettingControl {
  const { kind, schema } = definitionOf(key);
  if (kind === 'flag') return { type: 'switch' };
  if (kind === 'list' || kind === 'json' || longTexts.includes(key)) return { type: 'lines' };
  const mayBeUnset = schema instanceof z.ZodNullable;
  const inner: unknown = mayBeUnset ? schema.unwrap() : schema;
  if (inner instanceof z.ZodEnum) {
    return { type: 'choice', options: inner.options.map(String), mayBeUnset };
  }
  return { type: 'line' };
}

/** A value as it stands in its field. */
export function textOf(key: SettingKey, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && definitionOf(key).kind === 'list') return value.join('\n');
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return JSON.stringify(value, null, 2);
}

/** What the text of a field means, and what is wrong with it: by the same schema as the file. */
export function checkText(key: SettingKey, text: string): CheckedValue {
  const { kind } = definitionOf(key);
  if (text.trim() === '' && kind !== 'list') {
    // An empty field is "not set" where there is such a thing, else empty text.
    const unset = checkValue(key, null);
    if (unset.faults.length === 0) return unset;
  }
  if (kind === 'text') return checkValue(key, text);
  const raw = kind === 'list' ? text.replaceAll(/\n+/gu, ',') : text.trim();
  return checkValue(key, valueFromText(kind, raw));
}
