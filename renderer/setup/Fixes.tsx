import { useCallback, type ReactNode } from 'react';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { NotDone } from '../views/FetchState.tsx';
import { useViews } from '../views/view-state.ts';
import { fixesOf, labelOf, shortLabelOf, type Fix } from './fixes.ts';
import './Fixes.css';

/** Buttons for what a remedy asks for. */
export function FixesView({ text }: { readonly text: string }): ReactNode {
  const app = useAppState();
  const views = useViews();
  const { busy, problem, ask } = useAsking();
  const onFix = useCallback(
    (fix: Fix): void => {
      switch (fix.type) {
        case 'secret':
          return views.settings(fix.name);
        case 'setting':
          return views.settings(fix.key);
        case 'number':
          return void ask(async () => void (await app.numbers.answer(fix.number)));
        case 'mcp':
          return void ask(async () => void (await app.request('mcp:approve', { name: fix.name })));
      }
    },
    [app, ask, views],
  );
  const fixes = fixesOf(text);
  if (fixes.length === 0) return null;
  return (
    <span className="fixes">
      {fixes.map((fix) => (
        <button
          key={labelOf(fix)}
          type="button"
          className="text-button"
          aria-disabled={busy}
          aria-label={labelOf(fix)}
          onClick={() => onFix(fix)}
        >
          {shortLabelOf(fix)}
        </button>
      ))}
      <NotDone problem={problem} />
    </span>
  );
}
