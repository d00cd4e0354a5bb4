import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useRun } from '../palette/use-run.ts';
import { sentenceOf } from '../state/app-state.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectSendBlock, selectWritten } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { useViewState } from '../views/view-state.ts';
import { Composer } from './Composer.tsx';
import { openDraft, pageStorage } from './draft.ts';
import { ownWords } from './recall.ts';
import { useUploads } from './use-uploads.ts';

/** The composer of the desktop channel. */
export function ComposerView(): ReactNode {
  const app = useAppState();
  const run = useRun();
  const [draft] = useState(() => openDraft(pageStorage(), 'adjutant.draft'));
  const uploads = useUploads(app.request);
  const { files, clear } = uploads;
  const onSend = useCallback(
    async (text: string) => {
      await app.sendMessage(
        text,
        files.flatMap(({ uploadId }) => uploadId ?? []),
      );
      clear();
    },
    [app, files, clear],
  );
  const { onStop, note } = useStopping();
  return (
    <Composer
      agentName={useWindowState(selectAgentName)}
      draft={draft}
      blocked={useWindowState(selectSendBlock)}
      focusCount={useWindowState((state) => state.shownCount)}
      phrase={useViewState(({ phrase }) => phrase)}
      uploads={uploads}
      ownWords={() => ownWords(app.store.getState().snapshot?.messages ?? [])}
      onSend={onSend}
      onCommand={run}
      onStop={onStop}
      stopNote={note}
    />
  );
}

/** The way to stop what is being written, and what became of the last time. */
function useStopping() {
  const app = useAppState();
  const written = useWindowState(selectWritten);
  const [told, setTold] = useState<{ readonly replyId: string; readonly note: string } | null>(
    null,
  );
  const stop = async (replyId: string): Promise<void> => {
    try {
      const { stopped } = await app.request('reply:stop', { replyId });
      if (stopped) setTold({ replyId, note: strings.composer.stopped });
    } catch (error) {
      setTold({ replyId, note: strings.composer.stopFailed(sentenceOf(error)) });
    }
  };
  useEffect(() => {
    // The next answer makes the last stop old news.
    if (written !== null) setTold((last) => (last?.replyId === written ? last : null));
  }, [written]);
  return {
    onStop: written === null ? null : () => void stop(written),
    note: told?.note ?? null,
  };
}
