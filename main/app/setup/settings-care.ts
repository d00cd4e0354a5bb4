import { isDeepStrictEqual } from 'node:util';
import { isDesktopSetting } from '../../../shared/desktop-settings.ts';
import { RefusedError } from '../../../shared/errors.ts';
import type { PolicyKey, SettingKey, Settings } from '../../../shared/settings.ts';
import { defaultSettings, isSettingKey, settingKeys } from '../../../shared/settings.ts';
import type { SettingsProblem } from '../../../shared/settings-problem.ts';
import type { SettingsView, SettingView } from '../../../shared/setup-requests.ts';
import { checkValue, leavesOutDisclosure } from '../../../shared/check-setting.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DisclosureYes } from '../../settings/disclosure-yes.ts';
import type { LoadedSettings } from '../../settings/load-settings.ts';
import { isJsonObject } from '../../settings/settings-document.ts';
import { isPolicyKey } from '../../settings/settings-entries.ts';
import type { SettingsFile } from '../../settings/settings-file.ts';
import type { LiveDesktop } from '../live-desktop.ts';
import type { LivePersona } from '../live-persona.ts';
import type { Senders } from '../senders.ts';
import type { PauseSwitch } from '../../thread/pause.ts';
import { auditedYes } from './audited-yes.ts';
import type { YesLedger } from './audited-yes.ts';

export type SettingsCareParts = {
  /** File and environment as the next start will read them. */
  readonly load: () => Promise<LoadedSettings>;
  /** What the running app works with. */
  readonly running: Settings;
  readonly file: Pick<SettingsFile, 'write'>;
  readonly disclosureYes: Pick<DisclosureYes, 'give' | 'takeBack'>;
  /** Null in a rehearsal, which shares the settings: a yes that is given there would hold for real calls. */
  readonly ledger: YesLedger | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly pause: Pick<PauseSwitch, 'set'>;
  readonly persona: Pick<LivePersona, 'instructions' | 'replace'>;
  readonly desktop: Pick<LiveDesktop, 'current' | 'put'>;
  /** Null in a rehearsal, whose list is of people who are not real. */
  readonly senders: Pick<Senders, 'replace'> | null;
};

/** What the window is told of settings without asking. */
export type SettingsNews = {
  readonly settingsProblems: readonly SettingsProblem[];
  readonly restartFor: readonly string[];
};

const policies = 'agent.policies';
const leftOut =
  'Leave the first sentence of calls out: callers are not told that they speak with an AI, nor that the call is transcribed.';

/** Settings as the owner changes them: by the one writer of the file, and at once where something can hold at once. */
export class SettingsCare {
  readonly changed = new Emitter<SettingsNews>();
  readonly #parts: SettingsCareParts;

  constructor(parts: SettingsCareParts) {
    this.#parts = parts;
  }

  async list(): Promise<SettingsView> {
    const loaded = await this.#parts.load();
    const settings = settingKeys.map((key) => this.#view(key, loaded));
    const told = new Set(settings.flatMap(({ problems }) => problems));
    return { settings, problems: loaded.problems.filter((problem) => !told.has(problem)) };
  }

  /** Throws SettingsError on a value that is not allowed, RefusedError where a variable fixes it. */
  async change(key: string, value: unknown): Promise<SettingsView> {
    const { fixedBy, inFile } = await this.#parts.load();
    if (isSettingKey(key)) {
      const variable = fixerOf(key, fixedBy);
      if (variable !== null) throw fixed(key, variable);
      await this.#put(key, value, inFile);
    } else {
      // Says that there is none by that name.
      await this.#parts.file.write(key as SettingKey, value);
    }
    return this.#told();
  }

  /**
   * The owner's yes to calls without the first sentence. It is given last, and the next words take it back first: what
   * fails between the two leaves an empty text without a yes, never a yes beside words. Throws SettingsError where one
   * of the two cannot be written, StoreError where it cannot be kept for the audit, RefusedError in a rehearsal and
   * where a variable fixes the sentence.
   */
  async leaveOutDisclosure(): Promise<SettingsView> {
    const { load, file, disclosureYes, ledger, clock } = this.#parts;
    if (ledger === null) throw inRehearsal();
    const key = 'phone.disclosure';
    const { fixedBy, inFile, settings } = await load();
    const variable = fixerOf(key, fixedBy);
    if (variable !== null) throw fixed(key, variable);
    await file.write(key, '');
    const yes = { of: key, summary: leftOut };
    const give = () => disclosureYes.give(clock.now());
    await auditedYes({ ledger, clock }, yes, give).catch(async (error: unknown) => {
      // It may stand there all the same: its folder was not synced, or the audit does not know of it.
      await disclosureYes.takeBack();
      await file.write(key, inFile.has(key) ? settings[key] : undefined);
      throw error;
    });
    return this.#told();
  }

  reset(key: string): Promise<SettingsView> {
    return this.change(key, isSettingKey(key) ? defaultSettings[key] : undefined);
  }

  async #told(): Promise<SettingsView> {
    const view = await this.list();
    this.changed.emit(newsOf(view));
    return view;
  }

  async #put(key: SettingKey, value: unknown, inFile: LoadedSettings['inFile']): Promise<void> {
    const { file, ledger, pause, senders } = this.#parts;
    const checked = checkValue(key, value);
    if (checked.faults.length > 0) return file.write(key, value);
    if (leavesOutDisclosure(key, checked.value)) {
      throw ledger === null ? inRehearsal() : disclosureNeeded();
    }
    if (key === 'agent.paused') return pause.set(checked.value === true);
    if (key === 'carbonvoice.allow' && senders !== null) {
      return senders.replace(checked.value as readonly string[], 'in the window');
    }
    if (key === policies) return this.#putPolicies(checked.value, inFile);
    const isDefault = isDeepStrictEqual(checked.value, defaultSettings[key]);
    const write = () => file.write(key, isDefault ? undefined : value);
    if (isDesktopSetting(key)) return this.#parts.desktop.put(key, checked.value, write);
    if (key === 'phone.disclosure') await this.#parts.disclosureYes.takeBack();
    await write();
    if (key === 'agent.instructions') this.#parts.persona.replace(String(checked.value));
  }

  /** Each tool by itself, because the file may hold them in any style. */
  async #putPolicies(value: unknown, inFile: LoadedSettings['inFile']): Promise<void> {
    const wanted = isJsonObject(value) ? value : {};
    const before = [...inFile].filter(isPolicyKey);
    const after = Object.keys(wanted).map((tool): PolicyKey => `${policies}.${tool}`);
    for (const key of new Set([...before, ...after])) {
      await this.#parts.file.write(key, wanted[key.slice(policies.length + 1)]);
    }
  }

  #view(key: SettingKey, loaded: LoadedSettings): SettingView {
    const fixedBy = fixerOf(key, loaded.fixedBy);
    const isInFile = [...loaded.inFile].some((one) => one === key || one.startsWith(`${key}.`));
    return {
      key,
      value: loaded.settings[key],
      source: fixedBy !== null ? 'environment' : isInFile ? 'file' : 'default',
      fixedBy,
      waits: this.#waits(key, loaded.settings),
      problems: loaded.problems.filter(({ path }) => path === key || path.startsWith(`${key}.`)),
    };
  }

  #waits(key: SettingKey, next: Settings): boolean {
    if (key === 'agent.paused') return false;
    if (isDesktopSetting(key)) return next[key] !== this.#parts.desktop.current[key];
    if (key === 'agent.instructions') return next[key] !== this.#parts.persona.instructions;
    if (key === 'carbonvoice.allow' && this.#parts.senders !== null) return false;
    return !isDeepStrictEqual(next[key], this.#parts.running[key]);
  }
}

/** The variable that fixes a key; for all policies the first that fixes one of them. */
function fixerOf(key: SettingKey, fixedBy: LoadedSettings['fixedBy']): string | null {
  const own = fixedBy[key];
  if (own !== undefined || key !== policies) return own ?? null;
  return Object.entries(fixedBy).find(([one]) => isPolicyKey(one))?.[1] ?? null;
}

function fixed(key: string, variable: string): RefusedError {
  return new RefusedError(
    'SETTING_FIXED',
    `${key} is fixed by ${variable}.`,
    'Change it there, or start Adjutant without that variable.',
  );
}

function disclosureNeeded(): RefusedError {
  return new RefusedError(
    'DISCLOSURE_NEEDED',
    'To leave the first sentence of calls out takes a yes of its own in the window.',
    'Put it in your own words instead, or answer the question that the window asks.',
  );
}

function inRehearsal(): RefusedError {
  return new RefusedError(
    'REHEARSAL_ONLY',
    'In a rehearsal the first sentence of calls cannot be left out: it would be left out of your real calls as well.',
    'End the rehearsal, and empty it then.',
  );
}

function newsOf({ settings, problems }: SettingsView): SettingsNews {
  return {
    settingsProblems: [...settings.flatMap((one) => one.problems), ...problems],
    restartFor: settings.filter(({ waits }) => waits).map(({ key }) => key),
  };
}
