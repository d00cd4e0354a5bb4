import { readFileSync } from 'node:fs';

/** A payload as the service sends it, made anonymous; its members may be changed. */
export function fixture(name: string): Record<string, unknown> {
  const path = new URL(`../../fixtures/voipbin/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

/** Copies of it with one member missing, null, of another kind, or (ids) all-zero. */
export function damaged(name: string, member: string): readonly unknown[] {
  const { [member]: _gone, ...without } = fixture(name);
  return [
    without,
    { ...without, [member]: null },
    { ...without, [member]: 7 },
    { ...without, [member]: '' },
  ];
}

/** What is no object at all. */
export const rubbish: readonly unknown[] = [null, undefined, 7, 'text', [], true];
