import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import type { ToolPolicies } from '../../shared/policies.ts';
import { toolNames } from '../../shared/policies.ts';
import type { PolicyKey, SettingKey, Settings } from '../../shared/settings.ts';
import { defaultSettings, isSettingKey, settingKeys } from '../../shared/settings.ts';
import { checkListByEntry, checkValue, leavesOutDisclosure } from '../../shared/check-setting.ts';
import { DisclosureYes } from './disclosure-yes.ts';
import { nearestName } from './nearest-name.ts';
import { readSettingsDocument, settingsPath } from './settings-document.ts';
import type { SettingsEntry } from './settings-entries.ts';
import { settingsEntries } from './settings-entries.ts';
import type { Environment } from './settings-from-environment.ts';
import { settingsFromEnvironment } from './settings-from-environment.ts';
import { maySetProxy } from './sets-proxy.ts';

export type LoadSettingsOptions = {
  readonly home: string;
  readonly env: Environment;
};

export type LoadedSettings = {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
  /** The variable that fixes a key, so that the window cannot change it. */
  readonly fixedBy: Readonly<Partial<Record<SettingKey | PolicyKey, string>>>;
  /** What the file sets and was taken from it, also where a variable hides it. */
  readonly inFile: ReadonlySet<SettingKey | PolicyKey>;
};

const fileSource = 'settings.json';
const yesNeeded =
  'is empty, which takes your yes: empty “First sentence of every call” in the settings of the window, and it asks you';

/**
 * Settings in force: defaults, then `<home>/settings.json`, then the environment. Never throws: what cannot be
 * taken is a problem by its path, and the next lower layer stays in force there.
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const draft = new Draft(await new DisclosureYes(options.home).isGiven());
  await addFile(draft, options.home);
  const environment = settingsFromEnvironment(options.env);
  for (const { key, variable, value } of environment.found) draft.put(key, value, variable);
  draft.problems.push(...environment.problems);
  return draft.finish();
}

async function addFile(draft: Draft, home: string): Promise<void> {
  const document = await readSettingsDocument(settingsPath(home));
  if (document.type === 'broken') {
    const message = `${document.message}; the defaults are used until it is put right`;
    draft.problems.push({ path: fileSource, source: fileSource, message });
    // Every other setting has a default that does no more than the owner wished; this one holds connections back.
    if (document.text === null || maySetProxy(document.text)) {
      draft.complain('network.proxy', 'may stand in settings.json, which cannot be read');
    }
  }
  if (document.type !== 'read') return;
  const seen = new Set<string>();
  for (const entry of settingsEntries(document.root)) {
    if (seen.has(entry.path)) draft.complain(entry.path, 'is set twice; the last one counts');
    seen.add(entry.path);
    addEntry(draft, entry);
  }
}

function addEntry(draft: Draft, { key, path, value }: SettingsEntry): void {
  if (key === null) return draft.complain(path, unknownMessage(path));
  const isList = isSettingKey(key) && Array.isArray(value);
  const checked = isList ? checkListByEntry(key, value) : checkValue(key, value);
  for (const fault of checked.faults) draft.complain(fault.path, fault.message);
  if (checked.value !== undefined) draft.put(key, checked.value, null);
}

function unknownMessage(path: string): string {
  if (
    /(?:^|[._-])(?:api_?)?(?:keys?|tokens?|authtoken|pat|passwords?|secrets?|pin)$/iu.test(path)
  ) {
    return 'unknown setting; a secret does not belong in this file: use "adjutant secret set NAME"';
  }
  const near = nearestName(path, [
    ...settingKeys,
    ...toolNames.map((tool) => `agent.policies.${tool}`),
  ]);
  return near === null ? 'unknown setting' : `unknown setting; did you mean ${near}?`;
}

/** The layers put on top of each other, before they are one immutable set. */
class Draft {
  readonly problems: SettingsProblem[] = [];
  readonly #values = new Map<string, unknown>();
  readonly #policies = new Map<string, unknown>();
  readonly #fixedBy = new Map<string, string>();
  readonly #inFile = new Set<SettingKey | PolicyKey>();
  readonly #mayBeSilent: boolean;

  /** `mayBeSilent`: the owner said yes to calls without the first sentence. */
  constructor(mayBeSilent: boolean) {
    this.#mayBeSilent = mayBeSilent;
  }

  complain(path: string, message: string): void {
    this.problems.push({ path, source: fileSource, message });
  }

  /** `variable` is null for the file. */
  put(key: SettingKey | PolicyKey, value: unknown, variable: string | null): void {
    if (leavesOutDisclosure(key, value)) {
      // A variable would lock the row of the window, where alone the yes is given and taken back: it decides nothing.
      const isLeftOut =
        variable === null ? this.#mayBeSilent : leavesOutDisclosure(key, this.#values.get(key));
      const source = variable ?? fileSource;
      if (!isLeftOut) this.problems.push({ path: key, source, message: yesNeeded });
      if (!isLeftOut || variable !== null) return;
    }
    if (isSettingKey(key)) this.#values.set(key, value);
    else this.#policies.set(key.slice('agent.policies.'.length), value);
    if (variable === null) this.#inFile.add(key);
    else this.#fixedBy.set(key, variable);
  }

  finish(): LoadedSettings {
    this.#orderEndpointing();
    if (this.#values.get('llm.provider') === 'openai-compatible' && !this.#values.get('llm.url')) {
      this.#refuse('llm.provider', 'openai-compatible needs an address: set llm.url as well');
    }
    // Each value has passed the schema of its own key, which is what the type says.
    const settings = {
      ...defaultSettings,
      ...Object.fromEntries(this.#values),
      'agent.policies': Object.fromEntries(this.#policies) as ToolPolicies,
    } as Settings;
    return {
      settings: Object.freeze(settings),
      problems: this.problems,
      fixedBy: Object.fromEntries(this.#fixedBy),
      inFile: this.#inFile,
    };
  }

  /** The shortest wait must not be longer than the longest: who sets one of them moves the other. */
  #orderEndpointing(): void {
    const min = this.#values.get('phone.endpointing.minMs');
    const max = this.#values.get('phone.endpointing.maxMs');
    const value = { ...defaultSettings, ...Object.fromEntries(this.#values) } as Settings;
    if (value['phone.endpointing.minMs'] <= value['phone.endpointing.maxMs']) return;
    if (min === undefined) this.#values.set('phone.endpointing.minMs', max);
    else if (max === undefined) this.#values.set('phone.endpointing.maxMs', min);
    else {
      this.#refuse('phone.endpointing.minMs', 'must not be longer than phone.endpointing.maxMs');
      this.#values.delete('phone.endpointing.maxMs');
    }
  }

  #refuse(key: SettingKey, message: string): void {
    const source = this.#fixedBy.get(key) ?? fileSource;
    this.problems.push({ path: key, source, message });
    this.#values.delete(key);
    this.#fixedBy.delete(key);
  }
}
