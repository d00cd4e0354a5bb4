import type { ReactNode } from 'react';
import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import { strings } from '../strings.ts';
import { Notice } from './Notice.tsx';

/** Settings that were not taken, each by its path; the rest of them works. */
export function SettingsNotice({
  problems,
}: {
  readonly problems: readonly SettingsProblem[];
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
      </details>
    </Notice>
  );
}
