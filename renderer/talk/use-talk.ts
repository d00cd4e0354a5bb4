import { useCallback, useEffect, useRef, useState } from 'react';
import type { TalkPress } from '../../shared/talk.ts';
import { useAppState } from '../state/app-context.ts';
import type { AppState } from '../state/app-state.ts';
import type { TalkDesk } from './talk-desk.ts';
import { useLoaded } from './use-loaded.ts';

export type TalkOptions = {
  /** Made up by the page. */
  readonly pageId: string;
  /** The owner began to talk, or ended it; not called for a press that does neither. */
  readonly onPress?: () => void;
  /** What the key of push to talk and the page's own key are for. */
  readonly takesKeys: boolean;
  /** Takes what was said; `review`: to be read before it is sent. Resolves with why it was not sent, or null. */
  readonly onWords: (text: string, review: boolean) => Promise<string | null>;
};

export type Talking = {
  /** Null until the first press: what records is loaded then. */
  readonly desk: TalkDesk | null;
  /** The key of the desktop that presses from anywhere; null where there is none. */
  readonly shortcut: string | null;
  /** `isHeld`: a release will follow. */
  readonly press: (isHeld: boolean) => void;
  readonly release: () => void;
};

/** Talking from one place of the window. */
export function useTalk(
  app: AppState,
  { pageId, takesKeys, onPress, onWords }: TalkOptions,
): Talking {
  const latest = useRef(onWords);
  useEffect(() => {
    latest.current = onWords;
  }, [onWords]);

  const code = useCallback(async () => {
    const { openTalkDesk } = await import('./open-talk-desk.ts');
    const take = (text: string, review: boolean) => latest.current(text, review);
    return () => openTalkDesk({ request: app.request, pageId, onWords: take });
  }, [app, pageId]);
  const { loaded: desk, load, ifWanted } = useLoaded(code);
  const begin = useCallback(
    (how: (opened: TalkDesk) => boolean) => {
      void load().then((opened) => opened !== null && how(opened) && onPress?.());
    },
    [load, onPress],
  );
  const press = useCallback((isHeld: boolean) => begin((opened) => opened.press(isHeld)), [begin]);
  const take = useCallback(
    (kind: TalkPress) => (kind === 'talk' ? press(false) : begin((opened) => opened.listen())),
    [begin, press],
  );
  // In their order, also while what records is still being loaded: a press that is called off opens no microphone.
  const release = useCallback(() => ifWanted((opened) => opened.release()), [ifWanted]);
  const hide = useCallback(() => ifWanted((opened) => opened.hide()), [ifWanted]);

  const shortcut = usePresses(app, { isOn: takesKeys, pageId, onPress: take });
  useKey(takesKeys, press, release);
  useSight(app, hide);
  useHands(desk);
  return { desk, shortcut, press, release };
}

/** Talking for something else than the thread: by its own button only. */
export function usePageTalk(onWords: TalkOptions['onWords']): Talking {
  const app = useAppState();
  const [pageId] = useState(() => crypto.randomUUID());
  return useTalk(app, { pageId, takesKeys: false, onWords });
}

type PressOptions = {
  readonly isOn: boolean;
  readonly pageId: string;
  readonly onPress: (kind: TalkPress) => void;
};

/** The key that works in every program, and the command; returns that key. */
function usePresses(app: AppState, { isOn, pageId, onPress }: PressOptions): string | null {
  const [shortcut, setShortcut] = useState<string | null>(null);
  useEffect(() => {
    if (!isOn) return;
    // Without a connection the next sign of life tells it.
    const tell = (): void => {
      if (isSeen() && document.hasFocus()) {
        app.request('talk:here', { pageId }).then(
          (known) => setShortcut(known.shortcut),
          () => {},
        );
      }
    };
    // A tab behind others leaves it to a page that is seen, and may come to the front for it.
    const take = async (): Promise<void> => {
      if (!isSeen()) return;
      const { press } = await app.request('talk:take', { pageId });
      if (press !== null && isSeen()) onPress(press);
    };
    const onSight = (): void => {
      tell();
      take().catch(() => {});
    };
    const stop = app.onEvent('talk:pressed', {
      received: (meant) => {
        if (meant.pageId === null || meant.pageId === pageId) take().catch(() => {});
      },
    });
    // A press may have opened this page.
    onSight();
    window.addEventListener('focus', tell);
    document.addEventListener('visibilitychange', onSight);
    return () => {
      stop();
      window.removeEventListener('focus', tell);
      document.removeEventListener('visibilitychange', onSight);
    };
  }, [app, isOn, pageId, onPress]);
  return shortcut;
}

function isSeen(): boolean {
  return document.visibilityState === 'visible';
}

/** Control or Command with J, pressed or held. */
function useKey(isOn: boolean, press: Talking['press'], release: Talking['release']): void {
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      const isKey = event.key.toLowerCase() === 'j' && !event.altKey && !event.shiftKey;
      if (!isKey || event.ctrlKey === event.metaKey) return;
      event.preventDefault();
      // macOS tells of no release while Command is down.
      if (!event.repeat) press(event.ctrlKey);
    };
    const onKeyUp = ({ key }: KeyboardEvent): void => {
      if (key.toLowerCase() === 'j' || key === 'Control') release();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
    };
  }, [isOn, press, release]);
}

/** Nothing is recorded that nobody sees. */
function useSight(app: AppState, hide: () => void): void {
  useEffect(() => {
    const onSight = (): void => {
      if (document.visibilityState === 'hidden') hide();
    };
    const stop = app.onEvent('talk:halted', { received: hide });
    document.addEventListener('visibilitychange', onSight);
    window.addEventListener('pagehide', hide);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', onSight);
      window.removeEventListener('pagehide', hide);
      // The place that talks is gone, and with it what shows that it does.
      hide();
    };
  }, [app, hide]);
}

/** Escape throws away what is recorded, and who types is not listened to. */
function useHands(desk: TalkDesk | null): void {
  useEffect(() => {
    if (desk === null) return;
    const onBlur = (): void => desk.blur();
    const onInput = (): void => desk.type();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !desk.isBusy) return;
      event.preventDefault();
      event.stopPropagation();
      desk.cancel();
    };
    window.addEventListener('blur', onBlur);
    document.addEventListener('input', onInput);
    // First of all: what has the focus has its own meaning for it.
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      window.removeEventListener('blur', onBlur);
      document.removeEventListener('input', onInput);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [desk]);
}
