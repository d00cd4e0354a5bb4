import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { CheckedValue } from '../../shared/check-setting.ts';
import type { SettingKey } from '../../shared/settings.ts';
import { checkText, controlOf, textOf } from './setting-text.ts';
import { keyNameOf, ShortcutField } from './ShortcutField.tsx';
import { durationWords } from './duration-words.ts';
import { settingStrings } from './setting-strings.ts';

export type SettingFieldProps = {
  /** For its label. */
  readonly id: string;
  readonly settingKey: SettingKey;
  readonly value: unknown;
  readonly disabled: boolean;
  /** Ids of what explains it. */
  readonly describedBy: string;
  /** Called with what passed the schema. */
  readonly onValue: (value: unknown) => void;
};

const words = settingStrings;

/** The control of one setting. What is not allowed is said at once, and not handed on. */
export function SettingField(props: SettingFieldProps): ReactNode {
  const { id, settingKey, value, disabled, describedBy, onValue } = props;
  const control = controlOf(settingKey);
  if (control.type === 'switch') {
    return (
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="setting-switch"
        checked={value === true}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onValue(event.target.checked)}
      />
    );
  }
  if (control.type === 'choice') return <ChoiceSetting {...props} {...control} />;
  const name = keyNameOf(settingKey);
  return (
    <>
      <TextSetting {...props} isLong={control.type === 'lines'} />
      {name !== null && <ShortcutField name={name} disabled={disabled} onValue={onValue} />}
    </>
  );
}

type ChoiceProps = SettingFieldProps & {
  readonly options: readonly string[];
  readonly mayBeUnset: boolean;
};

function ChoiceSetting(props: ChoiceProps): ReactNode {
  const { id, settingKey, value, disabled, describedBy, onValue, options, mayBeUnset } = props;
  const saved = textOf(settingKey, value);
  /** What was chosen, until it is saved: arrow keys go on from there. */
  const [chosen, setChosen] = useState({ text: saved, over: saved });
  const text = chosen.over === saved ? chosen.text : saved;
  return (
    <select
      id={id}
      className="view-field setting-choice"
      value={text}
      disabled={disabled}
      aria-describedby={describedBy}
      onChange={({ target }) => {
        setChosen({ text: target.value, over: saved });
        onValue(target.value === '' ? null : target.value);
      }}
    >
      {mayBeUnset && <option value="">{words.unset}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

type Draft = {
  readonly text: string;
  readonly checked: CheckedValue;
  /** Something else is written than what is saved. */
  readonly isOther: boolean;
  readonly isWrong: boolean;
  readonly write: (text: string) => void;
  readonly save: () => void;
  readonly leave: () => void;
};

/** What is being written; it is handed on once it is saved and right. */
function useDraft({ settingKey, value, onValue }: SettingFieldProps): Draft {
  /** Null while nothing is being written. */
  const [draft, setDraft] = useState<string | null>(null);
  const saved = textOf(settingKey, value);
  const checked = checkText(settingKey, draft ?? saved);
  const isOther = draft !== null && draft !== saved;
  const isWrong = draft !== null && checked.faults.length > 0;
  const save = (): void => {
    if (draft === null || isWrong) return;
    setDraft(null);
    if (isOther) onValue(checked.value);
  };
  const leave = (): void => setDraft(null);
  return { text: draft ?? saved, checked, isOther, isWrong, write: setDraft, save, leave };
}

function TextSetting(props: SettingFieldProps & { readonly isLong: boolean }): ReactNode {
  const { id, settingKey, disabled, describedBy, isLong } = props;
  const { text, checked, isOther, isWrong, write, save, leave } = useDraft(props);
  const onKeyDown = (event: KeyboardEvent): void => {
    const isSave = event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey);
    const isLeave = event.key === 'Escape' && (isOther || isWrong);
    if (!isSave && !isLeave) return;
    event.preventDefault();
    if (isSave) save();
    else leave();
  };
  const field = {
    ...{ id, className: 'view-field setting-text', dir: 'auto', value: text, disabled },
    ...{ spellCheck: false, 'aria-invalid': isWrong },
    'aria-describedby': `${describedBy} ${id}-fault`,
    onChange: ({ target }: { target: { value: string } }) => write(target.value),
    onBlur: save,
    onKeyDown,
  };
  return (
    <>
      {isLong ? (
        <textarea {...field} rows={Math.min(10, Math.max(2, text.split('\n').length))} />
      ) : (
        <input {...field} type="text" autoComplete="off" />
      )}
      <p id={`${id}-fault`} className="setting-fault" aria-live="polite">
        {isWrong ? checked.faults.map((fault) => faultWords(settingKey, fault)).join(' ') : ''}
      </p>
      {isOther && !isWrong && (
        <p className="view-row-facts">{isLong ? words.hintLong : words.hint}</p>
      )}
      <Meant settingKey={settingKey} value={checked.value} />
    </>
  );
}

/** The path tells which part of a list or an object; the key alone is above. */
function faultWords(key: string, { path, message }: { path: string; message: string }): string {
  const inside = path.slice(key.length + 1);
  const said = inside === '' ? message : `${inside} ${message}`;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** Milliseconds say little. */
function Meant({ settingKey, value }: { readonly settingKey: string; readonly value: unknown }) {
  if (!settingKey.endsWith('Ms') || typeof value !== 'number') return null;
  return <p className="view-row-facts">{durationWords(value)}</p>;
}
