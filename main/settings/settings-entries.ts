import { isToolName } from '../../shared/policies.ts';
import type { PolicyKey, SettingKey } from '../../shared/settings.ts';
import { isSettingKey, settingKeys } from '../../shared/settings.ts';
import type { JsonObject } from './settings-document.ts';
import { isJsonObject } from './settings-document.ts';

/** One value of the file with the key it is for and the property names that lead to it. */
export type SettingsEntry = {
  /** Null when there is no such setting. */
  readonly key: SettingKey | PolicyKey | null;
  readonly path: string;
  readonly trail: readonly string[];
  readonly value: unknown;
};

const policies = 'agent.policies';

/** Flattens nested objects and dotted keys, in any mixture, in the order of the file. */
export function settingsEntries(root: JsonObject): readonly SettingsEntry[] {
  const entries: SettingsEntry[] = [];
  walk(root, [], (entry) => entries.push(entry));
  return entries;
}

/** Whether a text is the key of one tool's policy, such as `agent.policies.place_call`. */
export function isPolicyKey(key: string): key is PolicyKey {
  return key.startsWith(`${policies}.`) && isToolName(key.slice(policies.length + 1));
}

function walk(
  node: JsonObject,
  above: readonly string[],
  found: (entry: SettingsEntry) => void,
): void {
  for (const [name, value] of Object.entries(node)) {
    const trail = [...above, name];
    const path = trail.join('.');
    const key = isPolicyKey(path) || isSettingKey(path) ? path : null;
    const inside = isJsonObject(value) && (key === policies || (key === null && isGroup(path)));
    if (inside) walk(value, trail, found);
    // "$schema" is what editors add for completion.
    else if (path !== '$schema') found({ key, path, trail, value });
  }
}

function isGroup(path: string): boolean {
  // Tools of an MCP server may be nested below its name as well.
  return (
    settingKeys.some((key) => key.startsWith(`${path}.`)) ||
    /^agent\.policies\.mcp(?:\.[\w-]+)?$/u.test(path)
  );
}
