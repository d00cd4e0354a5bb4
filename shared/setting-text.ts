import type { SettingKind } from './setting-definition.ts';

/**
 * What a text that somebody wrote for a setting means: in a variable, or in a field of the window. What it cannot be
 * stays the text that it is: the schema then says what is allowed.
 */
export function valueFromText(kind: SettingKind, raw: string): unknown {
  switch (kind) {
    case 'number':
      return /^-?\d{1,15}(?:\.\d+)?$/u.test(raw) ? Number(raw) : raw;
    case 'flag':
      return raw.toLowerCase();
    case 'list':
      return raw
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    case 'json':
      return jsonOr(raw);
    case 'text':
      return raw === '""' ? '' : raw;
  }
}

/** As JSON, or the text itself where it is none. */
export function jsonOr(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // The schema refuses the text and says what is allowed.
    return raw;
  }
}
