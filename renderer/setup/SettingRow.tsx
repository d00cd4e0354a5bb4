import { memo, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { definitionOf } from '../../shared/check-setting.ts';
import type { SettingKey } from '../../shared/settings.ts';
import type { SettingView } from '../../shared/setup-requests.ts';
import { useAsking } from '../state/use-asking.ts';
import { NotDone } from '../views/FetchState.tsx';
import { viewStrings } from '../view-strings.ts';
import { SettingField } from './SettingField.tsx';
import { settingStrings, settingTitles } from './setting-strings.ts';
import { controlOf, textOf } from './setting-text.ts';
import type { SettingEdits } from './use-settings.ts';

const words = settingStrings;

export type SettingRowProps = {
  readonly settingKey: SettingKey;
  readonly view: SettingView;
  readonly edits: SettingEdits;
};

type Change = {
  readonly said: string;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly change: (work: () => Promise<void>, done: string) => Promise<void>;
};

/** Changes of one row; the button that was pressed may go away with what it did, so its field takes the focus. */
function useChange(row: RefObject<HTMLLIElement | null>, id: string): Change {
  const [said, setSaid] = useState('');
  const { busy, problem, ask } = useAsking();
  /** One after the other: arrow keys in a list choose faster than a disk writes. */
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const change = async (work: () => Promise<void>, done: string): Promise<void> => {
    const had = document.activeElement;
    setSaid('');
    const mine = last.current.then(() => ask(work));
    last.current = mine;
    if (await mine) setSaid(done);
    if (!(had instanceof HTMLButtonElement) || !row.current?.contains(had)) return;
    // A switch stays where it is.
    if (had.hasAttribute('aria-pressed')) return;
    document.getElementById(id)?.focus();
  };
  return { said, busy, problem, change };
}

/** One setting: its name, its control, what it is for, and what became of a change. */
export const SettingRow = memo(function SettingRow({
  settingKey,
  view,
  edits,
}: SettingRowProps): ReactNode {
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  const { said, busy, problem, change } = useChange(row, id);
  const title = settingTitles[settingKey];
  const reset = (): void => void change(() => edits.reset(view), words.undone);
  const undo = (): void => void change(() => edits.undo(view), words.undone);
  return (
    <li ref={row} className="setting" data-changed={view.source === 'file'}>
      <div className="setting-head">
        <label htmlFor={id}>{title}</label>
        {view.source === 'file' && <Changed title={title} busy={busy} onReset={reset} />}
      </div>
      <SettingField
        id={id}
        settingKey={settingKey}
        value={view.value}
        disabled={view.fixedBy !== null}
        describedBy={`${id}-about`}
        onValue={(value) => void change(() => edits.change(view, value), words.saved)}
      />
      <About id={`${id}-about`} settingKey={settingKey} view={view} />
      <p className="setting-done" role="status">
        <span>{doneWords(said, view.waits)}</span>
        {edits.before.has(settingKey) && (
          <button
            type="button"
            className="text-button"
            aria-disabled={busy}
            aria-label={words.undo(title)}
            onClick={undo}
          >
            {viewStrings.undo}
          </button>
        )}
      </p>
      <NotDone problem={problem} />
    </li>
  );
});

function doneWords(said: string, waits: boolean): string {
  if (said === words.saved && waits) return words.savedWaits;
  return said === '' && waits ? words.waits : said;
}

type ChangedProps = {
  readonly title: string;
  readonly busy: boolean;
  readonly onReset: () => void;
};

function Changed({ title, busy, onReset }: ChangedProps): ReactNode {
  return (
    <>
      <span className="setting-tag">{words.changed}</span>
      <button
        type="button"
        className="text-button setting-reset"
        aria-disabled={busy}
        aria-label={words.defaultOf(title)}
        onClick={onReset}
      >
        {words.default}
      </button>
    </>
  );
}

function About({
  id,
  settingKey,
  view,
}: Omit<SettingRowProps, 'edits'> & { readonly id: string }): ReactNode {
  const { doc, default: fallback, kind } = definitionOf(settingKey);
  const asText = textOf(settingKey, fallback);
  const isPlain = controlOf(settingKey).type !== 'switch' && asText.length < 60;
  return (
    <div id={id}>
      <p className="view-row-facts">
        {doc} {kind === 'list' && words.oneALine} {kind === 'json' && words.asJson}{' '}
        <code>{settingKey}</code>
      </p>
      {view.source !== 'default' && isPlain && (
        <p className="view-row-facts" dir="auto">
          {words.was(asText === '' ? words.nothing : asText.replaceAll('\n', ', '))}
        </p>
      )}
      {view.fixedBy !== null && <p className="setting-fixed">{words.fixed(view.fixedBy)}</p>}
      {view.problems.map(({ path, source, message }) => (
        <p key={`${source} ${path} ${message}`} className="view-problem">
          {words.problem(source, path === settingKey ? message : `${path} ${message}`)}
        </p>
      ))}
    </div>
  );
}
