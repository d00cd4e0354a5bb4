import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { PaletteItem } from '../palette/palette-items.ts';
import { statusOf } from './composer-status.ts';
import type { Reader } from '../talk/reader.ts';
import type { Talking } from '../talk/use-talk.ts';
import type { OfferedWords } from '../views/view-state.ts';
import type { Draft } from './draft.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useRecall } from './use-recall.ts';
import { useSending, type Sending } from './use-sending.ts';
import { useSlash } from './use-slash.ts';
import type { Uploads } from './use-uploads.ts';

export type ComposerProps = {
  readonly agentName: string;
  readonly draft: Draft;
  /** Why nothing can be sent now; null when it can. */
  readonly blocked: 'lost' | 'paused' | null;
  /** The focus comes here each time this grows. */
  readonly focusCount: number;
  /** With what the words are to begin; a new object for each asking. */
  readonly phrase: { readonly words: string } | null;
  /** Words of a link, which stand beside the field until the owner takes them or not. */
  readonly offered: OfferedWords | null;
  readonly onOffered: () => void;
  readonly talking: Talking;
  /** Null until an answer is read aloud. */
  readonly reader: Reader | null;
  /** What was said and is to be read before it is sent; a new object for each recording. */
  readonly said: { readonly text: string } | null;
  /** Whether there are words among those in the field that were said. */
  readonly onSpoken: (isSpoken: boolean) => void;
  readonly uploads: Uploads;
  /** What the owner wrote before, newest first. */
  readonly ownWords: () => readonly string[];
  readonly onSend: (text: string) => Promise<void>;
  readonly onCommand: (item: PaletteItem, rest: string) => void;
  /** Stops the answer that is being written; null while there is none. */
  readonly onStop: (() => void) | null;
  /** What became of the last stop, for people. */
  readonly stopNote: string | null;
};

/** The limit of one message, in UTF-16 units, as the contract has it. */
const maxLength = 100_000;

/** What the keys and the words in the field come to. */
export function useComposer(props: ComposerProps, field: RefObject<HTMLTextAreaElement | null>) {
  const { blocked, uploads, onStop, stopNote, onCommand } = props;
  const sending = useSending(props.draft, props.onSend);
  const slash = useSlash({
    text: sending.text,
    paused: blocked === 'paused',
    onRun: (item, rest) => {
      sending.setText('');
      onCommand(item, rest);
    },
  });
  const recall = useRecall(sending, props.ownWords);
  const isDropping = useFileDrop(uploads.add);
  const { length } = sending.text.trim();
  const hasFiles = uploads.files.length > 0;
  const areTaken = uploads.files.every(({ uploadId }) => uploadId !== null);
  const canSend = blocked === null && length <= maxLength && !sending.busy && areTaken;
  const isReady = canSend && (length > 0 || hasFiles);
  const focus = (): void => field.current?.focus();

  useFocus(props, { field, sending });
  useSaid(props, { field, sending });

  const insert = (words: string): void => {
    sending.setText(`${sending.text.trimEnd()} ${words}`.trimStart());
    focus();
  };
  const submit = (): void => {
    if (isReady) void sending.submit(hasFiles).then(focus);
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (slash.onKey(event) || recall(event)) return true;
    if (event.key !== 'Escape' || !onStop) return false;
    onStop();
    return true;
  };
  const status = statusOf({
    blocked,
    length,
    maxLength,
    sending,
    uploads,
    onStop,
    stopNote,
    slash,
  });
  return { sending, slash, isDropping, status, isReady, submit, insert, onKey, focus };
}

/** Words that were spoken, behind those that are written. */
function useSaid({ said, onSpoken }: ComposerProps, { field, sending }: Writing): void {
  const { text } = sending;
  useEffect(() => {
    if (text === '') onSpoken(false);
  }, [text, onSpoken]);
  useWords(said, { field, sending }, (one, written) => {
    onSpoken(true);
    return `${written.trimEnd()} ${one.text}`.trimStart();
  });
}

/** The focus, and words to begin with, come from elsewhere. */
function useFocus({ focusCount, phrase }: ComposerProps, { field, sending }: Writing): void {
  useEffect(() => field.current?.focus(), [field, focusCount]);
  useWords(phrase, { field, sending }, (one, written) => {
    return `${one.words.trimEnd()} ${written.trimStart()}`;
  });
}

type Writing = {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly sending: Sending;
};

/** Each object that is given counts once: `join` makes the new words of the field from it and the written ones. */
function useWords<Given extends object>(
  given: Given | null,
  { field, sending: { busy, setText } }: Writing,
  join: (given: Given, written: string) => string,
): void {
  const used = useRef(given);
  useEffect(() => {
    const element = field.current;
    // What is written while a message is sent would go away with its words.
    if (!given || !element || given === used.current || busy) return;
    used.current = given;
    setText(join(given, element.value));
    element.focus();
  });
}
