import type { z } from 'zod';
import { toolPolicySchema } from './policies.ts';
import type { PolicyKey, SettingDefinition, SettingKey } from './settings.ts';
import { isSettingKey, settingDefinitions } from './settings.ts';

/** One thing that is wrong, by its path, with what is allowed. */
export type ValueFault = { readonly path: string; readonly message: string };

/** `value` is what may be used, undefined when nothing of it may. */
export type CheckedValue = { readonly value: unknown; readonly faults: readonly ValueFault[] };

export function definitionOf(key: SettingKey): SettingDefinition<unknown> {
  return settingDefinitions[key];
}

/** Takes a value whole or not at all. */
export function checkValue(key: SettingKey | PolicyKey, value: unknown): CheckedValue {
  const schema = isSettingKey(key) ? definitionOf(key).schema : toolPolicySchema;
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, faults: [] };
  return { value: undefined, faults: parsed.error.issues.map((issue) => faultOf(key, issue)) };
}

/** Calls would begin without saying that this is an AI: only the owner's yes in the window lets that be. */
export function leavesOutDisclosure(key: string, value: unknown): boolean {
  return key === 'phone.disclosure' && typeof value === 'string' && value.trim() === '';
}

/**
 * Takes the good entries of a list and reports the others, so that one mistyped number neither silences the
 * further models nor locks out everyone else on an allow-list.
 */
export function checkListByEntry(key: SettingKey, value: readonly unknown[]): CheckedValue {
  const { schema } = definitionOf(key);
  const kept: unknown[] = [];
  const faults: ValueFault[] = [];
  value.forEach((entry, index) => {
    const parsed = schema.safeParse([entry]);
    if (parsed.success && Array.isArray(parsed.data)) kept.push(...parsed.data);
    for (const issue of parsed.error?.issues ?? []) {
      faults.push(faultOf(key, { ...issue, path: [index, ...issue.path.slice(1)] }));
    }
  });
  const whole = checkValue(key, kept);
  return { value: whole.value, faults: [...faults, ...whole.faults] };
}

function faultOf(key: string, issue: z.core.$ZodIssue): ValueFault {
  return { path: [key, ...issue.path.map(String)].join('.'), message: issue.message };
}
