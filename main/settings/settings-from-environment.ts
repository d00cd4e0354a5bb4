import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import { toolNames } from '../../shared/policies.ts';
import type { PolicyKey, SettingKey } from '../../shared/settings.ts';
import { settingKeys, variableFor } from '../../shared/settings.ts';
import { jsonOr, valueFromText } from '../../shared/setting-text.ts';
import { checkValue, definitionOf } from '../../shared/check-setting.ts';
import { nearestName } from './nearest-name.ts';
import { secretVariables } from './secret-names.ts';
import { isJsonObject } from './settings-document.ts';
import { isPolicyKey } from './settings-entries.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One value that a variable sets. */
export type EnvironmentSetting = {
  readonly key: SettingKey | PolicyKey;
  readonly variable: string;
  readonly value: unknown;
};

export type EnvironmentSettings = {
  readonly found: readonly EnvironmentSetting[];
  readonly problems: readonly SettingsProblem[];
};

const policyPrefix = 'ADJUTANT_AGENT_POLICIES_';

/** Reads the variables that override settings. An empty one counts as not set; `""` means empty text. */
export function settingsFromEnvironment(env: Environment): EnvironmentSettings {
  const found: EnvironmentSetting[] = [];
  const problems: SettingsProblem[] = [];
  const known = new Map<string, SettingKey | PolicyKey>([
    ...settingKeys.map((key) => [variableFor(key), key] as const),
    ...toolNames.map((tool) => toolVariable(tool)),
  ]);
  for (const [variable, key] of known) {
    const raw = env[variable]?.trim() ?? '';
    if (raw === '') continue;
    const { value, faults } = checkValue(key, valueOf(key, raw));
    problems.push(...faults.map((fault) => ({ ...fault, source: variable })));
    if (faults.length === 0) found.push(...spread({ key, variable, value }));
  }
  return { found, problems: [...problems, ...unknownVariables(env, [...known.keys()])] };
}

function toolVariable(tool: string): readonly [string, PolicyKey] {
  const key: PolicyKey = `agent.policies.${tool}`;
  return [variableFor(key), key];
}

/** The object of all policies sets one tool each, so that it adds to the file and does not hide it. */
function spread(setting: EnvironmentSetting): readonly EnvironmentSetting[] {
  if (setting.key !== 'agent.policies' || !isJsonObject(setting.value)) return [setting];
  return Object.entries(setting.value).flatMap(([tool, value]) => {
    const key = `agent.policies.${tool}`;
    return isPolicyKey(key) ? [{ ...setting, key, value }] : [];
  });
}

function valueOf(key: SettingKey | PolicyKey, raw: string): unknown {
  if (isPolicyKey(key)) return raw.startsWith('{') ? jsonOr(raw) : raw;
  return valueFromText(definitionOf(key).kind, raw);
}

/** A mistyped name would otherwise be a setting that silently does nothing. */
function unknownVariables(env: Environment, known: readonly string[]): readonly SettingsProblem[] {
  const groups = new Set(known.map((name) => name.split('_')[1]));
  const others = ['ADJUTANT_HOME', ...Object.keys(secretVariables)];
  const problems: SettingsProblem[] = [];
  for (const name of Object.keys(env).toSorted()) {
    if (!name.startsWith('ADJUTANT_') || name.startsWith('ADJUTANT_TEST_')) continue;
    if (known.includes(name) || others.includes(name)) continue;
    const near = nearestName(
      name.slice(9),
      [...known, ...others].map((each) => each.slice(9)),
    );
    if (!groups.has(name.split('_')[1]) && near === null) continue;
    problems.push({ path: name, source: name, message: unknownMessage(name, near) });
  }
  return problems;
}

function unknownMessage(name: string, near: string | null): string {
  if (name.startsWith(`${policyPrefix}MCP_`)) {
    return 'is not read: policies of MCP tools go into ADJUTANT_AGENT_POLICIES, such as {"mcp.files.read": "ask"}';
  }
  return near === null
    ? 'is not a variable of Adjutant'
    : `is not a variable of Adjutant; did you mean ADJUTANT_${near}?`;
}
