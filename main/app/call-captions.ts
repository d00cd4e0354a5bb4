import type { Caption } from '../../shared/call-status.ts';
import { unheardIn } from '../call/call-barge-in.ts';
import { splitHeard } from '../call/call-speech.ts';
import type { CallState, PlayedItem, SpeechItem } from '../call/call-state.ts';

/** What the window is given of one call; the thread keeps the whole. */
const shownCaptions = 50;

/** The captions of a call, and the state that they were read from. */
export type Captions = {
  readonly state: CallState;
  readonly list: readonly Caption[];
  /** Counts the caller's turns, for their ids. */
  readonly turns: number;
};

/** The captions of a call that was just taken. */
export function beginCaptions(state: CallState): Captions {
  return { state, list: [], turns: 0 };
}

/** The captions after the call went on to `state`. */
export function followCaptions(before: Captions, state: CallState): Captions {
  if (state === before.state) return before;
  const spoken = showCaller(before, state);
  const list = settleSpeech(before.state, state, showSpeech(spoken.list, state));
  return { state, turns: spoken.turns, list: list.slice(-shownCaptions) };
}

/** The caller's turn grows under one id until it is over. */
function showCaller(
  { state, list, turns }: Captions,
  next: CallState,
): Pick<Captions, 'list' | 'turns'> {
  const [said, text] = [state.caller.text.trim(), next.caller.text.trim()];
  if (said === text) return { list, turns };
  const id = `caller-${turns}`;
  if (text === '') return { list: put(list, callerCaption(id, said, true)), turns: turns + 1 };
  return { list: put(list, callerCaption(id, text, false)), turns };
}

function callerCaption(id: string, text: string, final: boolean): Caption {
  return { id, by: 'caller', text, unheard: null, final };
}

/** A sentence of ours is shown from the moment that the voice is asked to say it. */
function showSpeech(list: readonly Caption[], { pending }: CallState): readonly Caption[] {
  if (!pending) return list;
  const id = speechId(pending.id);
  // Said again after a false alarm, it is one sentence still.
  if (list.some((caption) => caption.id === id)) return list;
  const by = pending.kind === 'owner' ? 'owner' : 'agent';
  return put(list, { id, by, text: pending.text, unheard: null, final: true });
}

/** Strikes out what was handed over, was not played to its end, and will not be said again. */
function settleSpeech(
  before: CallState,
  after: CallState,
  list: readonly Caption[],
): readonly Caption[] {
  // As long as the caller may only have coughed, nothing is lost yet.
  if (after.bargeIn) return list;
  const cutShort = before.bargeIn !== null || after.played !== before.played;
  const settled =
    cutShort || after.phase !== before.phase
      ? strike(list, { items: handedOver(before), heard: after.played }, after)
      : list;
  const { cut } = after;
  if (!cut || cut === before.cut) return settled;
  // What was cut off may turn out to have been heard otherwise.
  return strike(settled, { items: cut.items, heard: splitHeard(cut.items, cut).heard }, after);
}

function strike(
  list: readonly Caption[],
  {
    items,
    heard,
  }: { readonly items: readonly SpeechItem[]; readonly heard: readonly PlayedItem[] },
  after: CallState,
): readonly Caption[] {
  const toCome = new Set([...after.queue, ...pendingOf(after)].map(({ id }) => id));
  const first = heard[0]?.id ?? 0;
  let struck = list;
  for (const { id } of items) {
    // What is older than all that is remembered was heard long ago.
    if (toCome.has(id) || id < first) continue;
    const caption = struck.find((one) => one.id === speechId(id));
    if (!caption) continue;
    const unheard = restAfter(caption.text, lastPlayed(heard, id));
    if (unheard === (caption.unheard ?? '')) continue;
    struck = put(struck, { ...caption, unheard: unheard === '' ? null : unheard });
  }
  return struck;
}

function handedOver(state: CallState): readonly SpeechItem[] {
  return [...state.played, ...pendingOf(state), ...(state.bargeIn ? unheardIn(state.bargeIn) : [])];
}

function pendingOf({ pending }: CallState): readonly SpeechItem[] {
  return pending ? [pending] : [];
}

function lastPlayed(played: readonly PlayedItem[], id: number): string {
  return played.findLast((item) => item.id === id)?.text ?? '';
}

/** A sentence that was taken up again was played in parts, of which the last one counts. */
function restAfter(text: string, heard: string): string {
  const place = heard === '' ? 0 : text.lastIndexOf(heard) + heard.length;
  return text.slice(place).trim();
}

function speechId(itemId: number): string {
  return `agent-${itemId}`;
}

function put(list: readonly Caption[], caption: Caption): readonly Caption[] {
  const index = list.findLastIndex(({ id }) => id === caption.id);
  return index === -1 ? [...list, caption] : list.with(index, caption);
}
