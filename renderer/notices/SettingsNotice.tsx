import type { ReactNode } from 'react';
import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import { strings } from '../strings.ts';
import { Notice } from './Notice.tsx';

/** Settings that were not taken, each by its path; the rest of them works. */
export function SettingsNotice({
  problems,
  onOpen,
}: {
  readonly problems: readonly SettingsProblem[];
  /** Opens the settings at what was not taken. */
  readonly onOpen: (path: string) => void;
}): ReactNode {
  if (problems.length === 0) return null;
  return (
    <Notice tone="warning">
      <details open={problems.length === 1}>
        <summary>{strings.settings.title(problems.length)}</summary>
        <ul>
          {problems.map(({ path, source, message }) => (
            <li key={`${source} ${path}`}>
              <code>{path}</code> {strings.settings.from(source)}: {message}
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="text-button"
          onClick={() => onOpen(problems.length === 1 ? (problems[0]?.path ?? '') : '')}
        >
          {strings.settings.open}
        </button>
      </details>
    </Notice>
  );
}
