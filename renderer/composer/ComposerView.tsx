import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { RefusedError } from '../../shared/errors.ts';
import { useRun } from '../palette/use-run.ts';
import { sentenceOf } from '../state/app-state.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectSendBlock, selectWritten } from '../state/selectors.ts';
import { talkStrings } from '../talk/talk-strings.ts';
import { useReading } from '../talk/use-reading.ts';
import { useTalk, type Talking } from '../talk/use-talk.ts';
import { strings } from '../strings.ts';
import { useCovered } from '../views/use-covered.ts';
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
  const { files, forgetSent } = uploads;
  const [pageId] = useState(() => crypto.randomUUID());
  const reading = useReading(app, pageId);
  const isSpoken = useRef(false);
  const { onStop, note, forget } = useStopping(reading.stop);
  const speaking = useSpeaking({ pageId, onPress: reading.stop, isSpoken });
  const onSend = useCallback(
    async (text: string) => {
      // From the next words on the last stop is old news.
      forget();
      await app.sendMessage(
        text,
        files.flatMap(({ uploadId }) => uploadId ?? []),
        { pageId, spoken: isSpoken.current },
      );
      isSpoken.current = false;
      forgetSent(files);
    },
    [app, files, forget, forgetSent, pageId],
  );
  return (
    <Composer
      agentName={useWindowState(selectAgentName)}
      draft={draft}
      blocked={useWindowState(selectSendBlock)}
      focusCount={useWindowState((state) => state.shownCount)}
      phrase={useViewState(({ phrase }) => phrase)}
      offered={useViewState(({ offered }) => offered)}
      onOffered={() => views.offer(null)}
      uploads={uploads}
      {...speaking}
      reader={reading.reader}
      ownWords={() => ownWords(app.store.getState().snapshot?.messages ?? [])}
      onSend={onSend}
      onCommand={run}
      onStop={onStop}
      stopNote={note}
    />
  );
}

/** Talking, and what of it is to be read before it is sent. */
function useSpeaking({
  pageId,
  onPress,
  isSpoken,
}: {
  readonly pageId: string;
  readonly onPress: () => void;
  /** Whether there are spoken words among those in the field. */
  readonly isSpoken: RefObject<boolean>;
}) {
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
        await app.sendMessage(text, [], { pageId, spoken: true });
        return null;
      } catch (error) {
        setSaid({ text });
        return talkStrings.kept(sentenceOf(error));
      }
    },
    [app, blocked, pageId],
  );
  const isCovered = useCovered();
  const onBegin = useUncovering(isCovered, onPress);
  const talking = useTalk(app, { pageId, takesKeys: true, onPress: onBegin, onWords });
  useEffect(() => {
    if (isCovered) talking.desk?.hide();
  }, [isCovered, talking.desk]);
  useAskedTalk(talking.press);
  const onSpoken = useCallback(
    (are: boolean) => {
      isSpoken.current = are;
    },
    [isSpoken],
  );
  return { talking, said, onSpoken };
}

/** What listens is in sight: the view that lies over it goes first. */
function useUncovering(isCovered: boolean, onPress: () => void): () => void {
  const views = useViews();
  return useCallback(() => {
    if (isCovered) views.close();
    onPress();
  }, [isCovered, onPress, views]);
}

/** Talking that was asked for elsewhere in the window. */
function useAskedTalk(press: Talking['press']): void {
  const count = useViewState(({ talkCount }) => talkCount);
  const taken = useRef(count);
  useEffect(() => {
    if (count === taken.current) return;
    taken.current = count;
    press(false);
  }, [count, press]);
}

/** The way to stop what is being written, and what became of the last time. */
function useStopping(hush: () => void) {
  const app = useAppState();
  const written = useWindowState(selectWritten);
  const [note, setNote] = useState<string | null>(null);
  const stop = async (replyId: string): Promise<void> => {
    hush();
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
