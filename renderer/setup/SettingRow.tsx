import { memo, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { definitionOf, leavesOutDisclosure } from '../../shared/check-setting.ts';
import type { SettingKey } from '../../shared/settings.ts';
import type { SettingView } from '../../shared/setup-requests.ts';
import { useWindowState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { NotDone } from '../views/FetchState.tsx';
import { viewStrings } from '../view-strings.ts';
import { DisclosureQuestion } from './DisclosureQuestion.tsx';
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

type Ways = {
  readonly set: (value: unknown) => void;
  readonly undo: () => void;
  /** The question that stands between an empty first sentence and calls without it; null while nothing is asked. */
  readonly question: ReactNode;
};

/** The ways to change a setting: what needs a yes is asked about first. */
function useWays(
  { settingKey, view, edits }: SettingRowProps,
  id: string,
  { busy, change }: Pick<Change, 'busy' | 'change'>,
): Ways {
  const [isAsked, setAsked] = useState(false);
  const isRehearsal = useWindowState(({ snapshot }) => snapshot?.rehearsal != null);
  const before = edits.before.get(settingKey);
  // Nobody is asked for a yes that a rehearsal does not take: the app says so.
  const asks = (value: unknown): boolean => !isRehearsal && leavesOutDisclosure(settingKey, value);
  const set = (value: unknown): void => {
    if (asks(value)) setAsked(true);
    else void change(() => edits.change(view, value), words.saved);
  };
  const undo = (): void => {
    if (asks(before?.value)) setAsked(true);
    else void change(() => edits.undo(view), words.undone);
  };
  const yes = async (): Promise<void> => {
    await change(() => edits.leaveOutDisclosure(view), words.saved);
    setAsked(false);
  };
  const no = (): void => {
    setAsked(false);
    document.getElementById(id)?.focus();
  };
  const question = isAsked && <DisclosureQuestion busy={busy} onYes={() => void yes()} onNo={no} />;
  return { set, undo, question };
}

/** One setting: its name, its control, what it is for, and what became of a change. */
export const SettingRow = memo(function SettingRow(props: SettingRowProps): ReactNode {
  const { settingKey, view, edits } = props;
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  const { said, busy, problem, change } = useChange(row, id);
  const { set, undo, question } = useWays(props, id, { busy, change });
  const title = settingTitles[settingKey];
  const reset = (): void => void change(() => edits.reset(view), words.undone);
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
        onValue={set}
      />
      {question}
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
      {leavesOutDisclosure(settingKey, view.value) && (
        <p className="setting-fixed">{words.disclosure.isOut}</p>
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
