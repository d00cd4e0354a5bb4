import { useState, type ReactNode } from 'react';
import { definitionOf } from '../../shared/check-setting.ts';
import { isSettingKey, variableFor } from '../../shared/settings.ts';
import type {
  SecretsView,
  SecretView,
  SettingsView as SettingsViewOf,
  SettingView,
} from '../../shared/setup-requests.ts';
import { FetchState } from '../views/FetchState.tsx';
import { SearchField } from '../views/SearchField.tsx';
import { useViewState } from '../views/view-state.ts';
import { finder } from '../words-in.ts';
import { RestartNotice } from './RestartNotice.tsx';
import { SecretRow } from './SecretRow.tsx';
import {
  groupNames,
  groupOfSetting,
  secretWords,
  settingGroups,
  settingStrings,
  settingTitles,
  type SettingGroup,
} from './setting-strings.ts';
import { SettingRow } from './SettingRow.tsx';
import { TalkTest } from './TalkTest.tsx';
import { useSecrets, useSettings, type SettingEdits } from './use-settings.ts';
import './SettingsView.css';

const words = settingStrings;

/** Everything that can be changed, by groups, found by words. */
export function SettingsView(): ReactNode {
  const wanted = useViewState((state) => state.wantedSettings);
  // Asked for with other words, it begins anew.
  return <Settings key={wanted?.words} begin={wanted?.words ?? ''} />;
}

function Settings({ begin }: { readonly begin: string }): ReactNode {
  const [text, setText] = useState(begin);
  const [onlyChanged, setOnlyChanged] = useState(false);
  const { fetched, view, edits } = useSettings();
  const secrets = useSecrets();
  const shown = filtered(view?.settings ?? [], secrets.value?.secrets ?? [], {
    has: finder(text),
    onlyChanged,
    before: edits.before,
  });
  const isEmpty = view !== null && shown.settings.length + shown.secrets.length === 0;
  return (
    <>
      <RestartNotice />
      <SearchField
        label={words.label}
        placeholder={words.placeholder}
        text={text}
        onText={setText}
      />
      <label className="view-check">
        <input
          type="checkbox"
          checked={onlyChanged}
          onChange={(event) => setOnlyChanged(event.target.checked)}
        />
        {words.onlyChanged}
      </label>
      <FetchState {...fetched} value={view} />
      {secrets.problem !== null && <FetchState {...secrets} />}
      <Problems settings={view} secrets={secrets.value} />
      {isEmpty && <p className="view-empty">{onlyChanged ? words.noneChanged : words.none}</p>}
      {settingGroups.map((group) => (
        <Group
          key={group}
          group={group}
          settings={shown.settings.filter(({ key }) => groupOfSetting(key) === group)}
          secrets={shown.secrets.filter(({ name }) => secretWords(name).group === group)}
          edits={edits}
          onSecrets={secrets.reload}
        />
      ))}
    </>
  );
}

type Filter = {
  readonly has: (words: string) => boolean;
  readonly onlyChanged: boolean;
  /** What was changed here stays in sight, for its undo. */
  readonly before: ReadonlyMap<string, SettingView>;
};

function filtered(
  settings: readonly SettingView[],
  secrets: readonly SecretView[],
  { has, onlyChanged, before }: Filter,
) {
  const isChanged = ({ key, source }: SettingView): boolean =>
    source !== 'default' || before.has(key);
  return {
    settings: settings.filter(
      (one) => has(wordsOfSetting(one)) && (!onlyChanged || isChanged(one)),
    ),
    secrets: secrets.filter(
      (one) => has(wordsOfSecret(one)) && (!onlyChanged || one.state === 'set'),
    ),
  };
}

/** What belongs to no key. */
function Problems({
  settings,
  secrets,
}: {
  readonly settings: SettingsViewOf | null;
  readonly secrets: SecretsView | null;
}): ReactNode {
  const problem = secrets?.problem ?? null;
  return (
    <>
      {settings?.problems.map(({ path, source, message }) => (
        <p key={`${source} ${path}`} className="view-problem" role="alert">
          {words.problem(source, `${path} ${message}`)}
        </p>
      ))}
      {problem !== null && (
        <p className="view-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

type GroupProps = {
  readonly group: SettingGroup;
  readonly settings: readonly SettingView[];
  readonly secrets: readonly SecretView[];
  readonly edits: SettingEdits;
  readonly onSecrets: () => void;
};

function Group({ group, settings, secrets, edits, onSecrets }: GroupProps): ReactNode {
  if (settings.length === 0 && secrets.length === 0) return null;
  const title = groupNames[group];
  return (
    <section aria-label={title}>
      <h3 className="view-group">{title}</h3>
      <ul>
        {settings.map((view) =>
          isSettingKey(view.key) ? (
            <SettingRow key={view.key} settingKey={view.key} view={view} edits={edits} />
          ) : null,
        )}
        {settings.some(({ key }) => key === 'stt.url') && <TalkTest />}
        {secrets.map((secret) => (
          <SecretRow key={secret.name} secret={secret} onChanged={onSecrets} />
        ))}
      </ul>
    </section>
  );
}

function wordsOfSetting({ key }: SettingView): string {
  if (!isSettingKey(key)) return key;
  const group = groupNames[groupOfSetting(key)];
  return [settingTitles[key], key, definitionOf(key).doc, variableFor(key), group].join(' ');
}

function wordsOfSecret({ name }: SecretView): string {
  const { title, about, group } = secretWords(name);
  return [title, name, about, groupNames[group]].join(' ');
}
