import { systemLine } from '../../shared/system-line.ts';
import type { Principal, ThreadMessage } from '../../shared/thread.ts';
import { callTurnId } from '../../shared/turns.ts';
import type { Turn, TurnStage } from '../../shared/turns.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { newId } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { ThreadNews } from './news.ts';
import type { ThreadWriter, TurnLog } from './ports.ts';

export type PhoneLogDeps = {
  readonly store: ThreadWriter & Pick<TurnLog, 'saveTurn'>;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The other party of a call. */
export type PhoneParty = { readonly author: string; readonly principal: Principal };

type CallLines = {
  party: PhoneParty;
  readonly lines: ThreadMessage[];
  readonly turns: Map<number, Turn>;
  /** Lines of words that answer nobody, by the id of the speech: their message. */
  readonly words: Map<number, string>;
};

/** Writes what is said on the phone into the one thread. Nothing waits for the disk: a call must not hear it. */
export class PhoneLog {
  readonly #deps: PhoneLogDeps;
  readonly #calls = new Map<string, CallLines>();

  constructor(deps: PhoneLogDeps) {
    this.#deps = deps;
  }

  open(callId: string, party: PhoneParty): void {
    this.#calls.set(callId, { party, lines: [], turns: new Map(), words: new Map() });
  }

  close(callId: string): void {
    this.#calls.delete(callId);
  }

  /** The call so far, oldest first, whether it is on the disk yet or not. */
  lines(callId: string): readonly ThreadMessage[] {
    return this.#calls.get(callId)?.lines ?? [];
  }

  party(callId: string): PhoneParty | null {
    return this.#calls.get(callId)?.party ?? null;
  }

  /** From now on the other party counts as this; what was said before keeps whose it was. */
  counts(callId: string, principal: Principal): void {
    const call = this.#calls.get(callId);
    if (call) call.party = { ...call.party, principal };
  }

  caller(callId: string, said: { readonly turnId: number; readonly text: string }): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    // A model that was asked early had the words by then.
    const askedAt = call.turns.get(said.turnId)?.modelAskedAt ?? Infinity;
    const receivedAt = Math.min(this.#deps.clock.now(), askedAt);
    const { turnId } = this.#stamp(callId, said.turnId, { receivedAt });
    this.#append(call, {
      ...this.#line(callId, call, turnId),
      direction: 'in',
      author: call.party.author,
      text: said.text,
      delivery: 'handled',
    });
  }

  reply(
    callId: string,
    reply: { readonly turnId: number; readonly text: string; readonly heard: string | null },
  ): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const now = this.#deps.clock.now();
    const end = reply.heard === null ? { doneAt: now } : { doneAt: now, interruptedAt: now };
    const turn = this.#stamp(callId, reply.turnId, end);
    this.#append(call, {
      ...this.#line(callId, call, turn.turnId),
      direction: 'out',
      author: 'agent',
      text: reply.text,
      heard: reply.heard,
      delivery: 'sent',
    });
    this.#keep(this.#deps.store.saveTurn(turn));
  }

  /** Greeting, prompt, goodbye, the owner's own words; again under the same id when less of them was heard. */
  words(
    callId: string,
    said: {
      readonly itemId: number;
      readonly by: 'agent' | 'owner';
      readonly text: string;
      readonly heard: string | null;
    },
  ): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const known = call.words.get(said.itemId);
    if (known !== undefined) return this.#changeHeard(call, known, said.heard);
    const { by: author, text, heard } = said;
    const line: ThreadMessage = {
      ...this.#line(callId, call, null),
      ...{ direction: 'out', author, text, heard, delivery: 'sent' },
    };
    call.words.set(said.itemId, line.id);
    this.#append(call, line);
  }

  /** It turned out that of a reply something else was heard. */
  correct(
    callId: string,
    { turnId, heard }: { readonly turnId: number; readonly heard: string | null },
  ): void {
    const call = this.#calls.get(callId);
    const turn = call?.turns.get(turnId);
    const line = call?.lines.findLast(
      (one) => one.direction === 'out' && one.turnId !== null && one.turnId === turn?.turnId,
    );
    if (call && line) this.#changeHeard(call, line.id, heard);
  }

  /** The first time counts. */
  stage(
    callId: string,
    {
      turnId,
      stage,
      at,
    }: { readonly turnId: number; readonly stage: TurnStage; readonly at: number },
  ): void {
    const turn = this.#stamp(callId, turnId, { [stage]: at });
    // From the first word on it can be seen how the turn went, also while it is still being spoken.
    if (stage === 'firstSentAt') this.#keep(this.#deps.store.saveTurn(turn));
  }

  /** What was found out for the call and came after its end: for the owner, who can still pass it on. */
  late(callId: string, text: string): void {
    const line = { id: newId(), at: this.#deps.clock.now(), conversationId: callId, callId };
    this.#save(systemLine({ ...line, text: `After the call was over: ${text}` }));
  }

  /** A line that nobody said, about the call. */
  note(callId: string, text: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const line = this.#line(callId, call, null);
    this.#append(call, {
      // For the owner: nobody on the call is told.
      ...{ ...line, channel: 'system', direction: 'out', author: 'agent', principal: 'owner' },
      ...{ text, delivery: 'sent' },
    });
  }

  #stamp(callId: string, turnId: number, stages: Partial<Record<TurnStage, number>>): Turn {
    const turns = this.#calls.get(callId)?.turns ?? new Map<number, Turn>();
    const before = turns.get(turnId) ?? newTurn(callId, turnId);
    const after: Turn = { ...before, ...pick(before, stages) };
    turns.set(turnId, after);
    return after;
  }

  #line(callId: string, { party }: CallLines, turnId: string | null) {
    return {
      ...{ id: newId(), at: this.#deps.clock.now(), channel: 'phone' as const },
      ...{ principal: party.principal, heard: null, conversationId: callId, replyTo: null },
      ...{ callId, turnId, attempts: 0, reason: null },
    };
  }

  #changeHeard({ lines }: CallLines, id: string, heard: string | null): void {
    const index = lines.findLastIndex((line) => line.id === id);
    const line = lines[index];
    if (!line || line.heard === heard) return;
    const message = { ...line, heard };
    lines[index] = message;
    this.#deps.news.emit({ type: 'message-saved', message });
    this.#keep(this.#deps.store.changeHeard({ id, heard }));
  }

  #append(call: CallLines, message: ThreadMessage): void {
    call.lines.push(message);
    this.#save(message);
  }

  #save(message: ThreadMessage): void {
    this.#deps.news.emit({ type: 'message-saved', message });
    this.#keep(this.#deps.store.appendMessage(message));
  }

  #keep(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      this.#deps.log.error('a line of a call could not be kept', errorFields(error)),
    );
  }
}

/** Only stages that are not set yet. */
function pick(turn: Turn, stages: Partial<Record<TurnStage, number>>): Partial<Turn> {
  const entries = Object.entries(stages) as [TurnStage, number][];
  return Object.fromEntries(entries.filter(([stage]) => turn[stage] === null));
}

function newTurn(callId: string, turn: number): Turn {
  return {
    ...{ turnId: callTurnId(callId, turn), channel: 'phone', callId, receivedAt: null },
    ...{ transcriptAt: null },
    ...{ modelAskedAt: null, firstTokenAt: null, firstSentenceAt: null },
    ...{ firstSentAt: null, doneAt: null, interruptedAt: null },
  };
}
