import { useCallback, useState, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectSendBlock } from '../state/selectors.ts';
import { Composer } from './Composer.tsx';
import { openDraft, pageStorage } from './draft.ts';

/** The composer of the desktop channel. */
export function ComposerView(): ReactNode {
  const app = useAppState();
  const [draft] = useState(() => openDraft(pageStorage(), 'adjutant.draft'));
  const onSend = useCallback((text: string) => app.sendMessage(text), [app]);
  return (
    <Composer
      agentName={useWindowState(selectAgentName)}
      draft={draft}
      blocked={useWindowState(selectSendBlock)}
      focusCount={useWindowState((state) => state.shownCount)}
      onSend={onSend}
    />
  );
}
