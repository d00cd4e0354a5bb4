import { useCallback, useState, type KeyboardEvent, type ReactNode } from 'react';
import { checkValue } from '../../shared/check-setting.ts';
import { keySettings, type KeyName } from '../../shared/desktop-settings.ts';
import type { DesktopView } from '../../shared/desktop-view.ts';
import type { SettingKey } from '../../shared/settings.ts';
import { useAppState } from '../state/app-context.ts';
import { useFetched } from '../views/use-fetched.ts';
import { acceleratorOf } from './pressed-keys.ts';
import { settingStrings, settingTitles } from './setting-strings.ts';
import { useSetupNews } from './use-settings.ts';

const words = settingStrings.keys;

/** The name of the global key that a setting is about; null for any other setting. */
export function keyNameOf(key: SettingKey): KeyName | null {
  const all = Object.entries(keySettings) as readonly (readonly [KeyName, SettingKey])[];
  return all.find(([, setting]) => setting === key)?.[0] ?? null;
}

export type ShortcutFieldProps = {
  readonly name: KeyName;
  readonly disabled: boolean;
  readonly onValue: (value: unknown) => void;
};

/** Takes a shortcut by pressing it, and says whether it works. */
export function ShortcutField({ name, disabled, onValue }: ShortcutFieldProps): ReactNode {
  const settingKey = keySettings[name];
  const { isRecording, said, toggle, stop, onKeyDown } = useRecorder(settingKey, onValue);
  const view = useDesktopView();
  return (
    <div className="setting-keys">
      <button
        type="button"
        className="text-button"
        aria-disabled={disabled}
        aria-pressed={isRecording}
        aria-label={words.recordOf(settingTitles[settingKey])}
        onClick={disabled ? undefined : toggle}
        onKeyDown={onKeyDown}
        onBlur={stop}
      >
        {isRecording ? words.recording : words.record}
      </button>
      <span role="status" className="view-row-facts">
        {said}
      </span>
      <p className="view-row-facts">{view === undefined ? '' : standing(view, name)}</p>
    </div>
  );
}

function useRecorder(settingKey: SettingKey, onValue: (value: unknown) => void) {
  const [isRecording, setRecording] = useState(false);
  const [said, setSaid] = useState('');
  const stop = (): void => setRecording(false);
  const toggle = (): void => {
    setRecording(!isRecording);
    setSaid(isRecording ? words.cancelled : words.how);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isRecording || event.repeat) return;
    // Whoever goes on with the keyboard must not be held here.
    if (event.key === 'Tab' && !isHeld(event, ['ctrlKey', 'metaKey', 'altKey'])) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape' && !isHeld(event, modifiers)) {
      stop();
      setSaid(words.cancelled);
      return;
    }
    const accelerator = acceleratorOf(event, isMac());
    if (accelerator === null) return;
    const [fault] = checkValue(settingKey, accelerator).faults;
    if (fault) return setSaid(words.notThis(accelerator));
    stop();
    setSaid(words.taken(accelerator));
    onValue(accelerator);
  };
  return { isRecording, said, toggle, stop, onKeyDown };
}

const modifiers = ['ctrlKey', 'metaKey', 'altKey', 'shiftKey'] as const;

function isHeld(event: KeyboardEvent, keys: readonly (typeof modifiers)[number][]): boolean {
  return keys.some((key) => event[key]);
}

/** Undefined until it is known; null: this page is not in the desktop app. */
function useDesktopView(): DesktopView | null | undefined {
  const app = useAppState();
  const news = useSetupNews();
  const ask = useCallback(() => {
    // Asked anew with each change of a setting, and when a key was pressed for the first time.
    void news;
    return app.request('desktop:view', {});
  }, [app, news]);
  return useFetched(ask).value?.desktop;
}

function standing(view: DesktopView | null, name: KeyName): string {
  if (view === null) return words.elsewhere[name];
  const state = view.keys[name];
  const said = words.states[state];
  return view.wayland && (state === 'unseen' || state === 'refused')
    ? `${said} ${words.wayland}`
    : said;
}

function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}
