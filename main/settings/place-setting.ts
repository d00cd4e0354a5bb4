import type { JsonObject } from './settings-document.ts';
import { isJsonObject } from './settings-document.ts';
import { settingsEntries } from './settings-entries.ts';

/**
 * Puts a value into the object of the file, in the nested or dotted style in use there, or takes it out with
 * `undefined`. Where the key stands twice, the last one counts, so that one stays.
 */
export function placeSetting(root: JsonObject, key: string, value: unknown): void {
  const trails = settingsEntries(root)
    .filter((entry) => entry.path === key)
    .map((entry) => entry.trail);
  const kept = value === undefined ? undefined : trails.at(-1);
  for (const trail of trails) if (trail !== kept) remove(root, trail);
  if (value !== undefined) put(root, kept ?? newTrail(root, key.split('.')), value);
}

/** Into a group that is there; dotted where a dotted key is the habit; else nested. */
function newTrail(root: JsonObject, parts: readonly string[]): readonly string[] {
  if (parts.length < 2) return parts;
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const group = parts.slice(0, length).join('.');
    const inside = Object.hasOwn(root, group) ? root[group] : undefined;
    if (isJsonObject(inside)) return [group, ...newTrail(inside, parts.slice(length))];
  }
  // Parts of a tool of an MCP server stay together, because its name may hold dots.
  const isDotted = Object.keys(root).some((name) => name.includes('.') && name !== '$schema');
  if (isDotted) return [parts.join('.')];
  const mcp = parts.indexOf('mcp');
  return mcp === -1 ? parts : [...parts.slice(0, mcp), parts.slice(mcp).join('.')];
}

function put(root: JsonObject, trail: readonly string[], value: unknown): void {
  const [name, ...below] = trail;
  if (name === undefined) return;
  if (below.length === 0) {
    root[name] = value;
    return;
  }
  const inside = Object.hasOwn(root, name) ? root[name] : undefined;
  const next: JsonObject = isJsonObject(inside) ? inside : {};
  root[name] = next;
  put(next, below, value);
}

/** A group that becomes empty goes as well. */
function remove(root: JsonObject, trail: readonly string[]): void {
  const [name, ...below] = trail;
  if (name === undefined) return;
  const inside = root[name];
  if (below.length > 0 && isJsonObject(inside)) {
    remove(inside, below);
    if (Object.keys(inside).length > 0) return;
  }
  delete root[name];
}
