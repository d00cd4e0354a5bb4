import { useCallback, useState, type ReactNode } from 'react';
import { RefusedError } from '../../shared/errors.ts';
import { useRun } from '../palette/use-run.ts';
import { sentenceOf } from '../state/app-state.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectSendBlock, selectWritten } from '../state/selectors.ts';
import { talkStrings } from '../talk/talk-strings.ts';
import { useTalk } from '../talk/use-talk.ts';
import { strings } from '../strings.ts';
import { useViews, useViewState } from '../views/view-state.ts';
import { Composer } from './Composer.tsx';
import { draftStorage, openDraft } from './draft.ts';
import { ownWords } from './recall.ts';
import { useUploads } from './use-uploads.ts';

/** The composer of the desktop channel. */
export function ComposerView(): ReactNode {
  const app = useAppState();
  const views = useViews();
  const run = useRun();
  const [draft] = useState(() => openDraft(draftStorage(), 'adjutant.draft'));
  const uploads = useUploads(app.request);
  const { files, clear } = uploads;
  const { onStop, note, forget } = useStopping();
  const onSend = useCallback(
    async (text: string) => {
      // From the next words on the last stop is old news.
      forget();
      await app.sendMessage(
        text,
        files.flatMap(({ uploadId }) => uploadId ?? []),
      );
      clear();
    },
    [app, files, clear, forget],
  );
  return (
    <Composer
      agentName={useWindowState(selectAgentName)}
      draft={draft}
      blocked={useWindowState(selectSendBlock)}
      focusCount={useWindowState((state) => state.shownCount)}
      phrase={useViewState(({ phrase }) => phrase)}
      linked={useViewState(({ linked }) => linked)}
      onLinked={() => views.offer(null)}
      uploads={uploads}
      {...useSpeaking()}
      ownWords={() => ownWords(app.store.getState().snapshot?.messages ?? [])}
      onSend={onSend}
      onCommand={run}
      onStop={onStop}
      stopNote={note}
    />
  );
}

/** Talking, and what of it is to be read before it is sent. */
function useSpeaking() {
  const app = useAppState();
  const blocked = useWindowState(selectSendBlock);
  const [said, setSaid] = useState<{ readonly text: string } | null>(null);
  const onWords = useCallback(
    async (text: string, review: boolean) => {
      if (review) {
        setSaid({ text });
        return null;
      }
      try {
        if (blocked === 'paused') throw new RefusedError('PAUSED', talkStrings.paused);
        await app.sendMessage(text);
        return null;
      } catch (error) {
        setSaid({ text });
        return talkStrings.kept(sentenceOf(error));
      }
    },
    [app, blocked],
  );
  return { talking: useTalk(app, { takesKeys: true, onWords }), said };
}

/** The way to stop what is being written, and what became of the last time. */
function useStopping() {
  const app = useAppState();
  const written = useWindowState(selectWritten);
  const [note, setNote] = useState<string | null>(null);
  const stop = async (replyId: string): Promise<void> => {
    try {
      const { stopped } = await app.request('reply:stop', { replyId });
      if (stopped) setNote(strings.composer.stopped);
    } catch (error) {
      setNote(strings.composer.stopFailed(sentenceOf(error)));
    }
  };
  const forget = useCallback(() => setNote(null), []);
  return { onStop: written === null ? null : () => void stop(written), note, forget };
}
