/** A place in a text for people: both count from 1. */
export type TextPlace = { readonly line: number; readonly column: number };

type State = 'value' | 'item-or-end' | 'key' | 'key-or-end' | 'colon' | 'next' | 'end';

const allowed: Readonly<Record<State, string>> = {
  value: '{["0',
  'item-or-end': '{["0]',
  key: '"',
  'key-or-end': '"}',
  colon: ':',
  next: ',}]',
  end: '',
};

/**
 * The first place where a text stops being JSON, null when it is JSON. JSON.parse names a position for some
 * faults only, and its messages quote the text, which may hold what must not be shown.
 */
export function findJsonFault(text: string): TextPlace | null {
  const token =
    /[{}[\],:]|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  const open: string[] = [];
  let state: State = 'value';
  let offset = skipSpace(text, 0);
  while (offset < text.length) {
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    if (found === undefined) return placeOf(text, offset);
    const kind = kindOf(found);
    const closesOther = (kind === '}' || kind === ']') && open.at(-1) !== opener(kind);
    if (!allowed[state].includes(kind) || closesOther) return placeOf(text, offset);
    state = step(state, kind, open);
    offset = skipSpace(text, offset + found.length);
  }
  return state === 'end' ? null : placeOf(text, offset);
}

function kindOf(token: string): string {
  const first = token.charAt(0);
  return '{}[],:"'.includes(first) ? first : '0';
}

function opener(closing: string): string {
  return closing === '}' ? '{' : '[';
}

const after: Readonly<Record<string, State>> = {
  '{': 'key-or-end',
  '[': 'item-or-end',
  ':': 'value',
};

function step(state: State, kind: string, open: string[]): State {
  if (kind === '{' || kind === '[') open.push(kind);
  if (kind === '}' || kind === ']') open.pop();
  if (kind === ',') return open.at(-1) === '{' ? 'key' : 'value';
  if (kind === '"' && state.startsWith('key')) return 'colon';
  return after[kind] ?? (open.length === 0 ? 'end' : 'next');
}

function skipSpace(text: string, from: number): number {
  const space = /[ \t\r\n]*/y;
  space.lastIndex = from;
  return from + (space.exec(text)?.[0].length ?? 0);
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split(/\r\n|[\r\n]/u);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
