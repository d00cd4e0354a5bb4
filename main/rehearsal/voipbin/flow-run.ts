import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Calls } from './calls.ts';
import type { Recordings } from './recordings.ts';
import type { Action } from './rows.ts';
import type { Transcribes } from './transcribes.ts';
import { languageOf } from './transcribes.ts';
import { Voice } from './voice.ts';

const beepMs = 500;
const defaultSleepMs = 1000;

export type FlowParts = {
  readonly calls: Calls;
  readonly transcribes: Transcribes;
  readonly recordings: Recordings;
  readonly clock: Clock;
  readonly speechRate: number;
};

/**
 * Runs the actions of a flow on a call, one after the other; at the end of them the call is hung up. What a practice
 * call has no use for (`connect`, conferences and the like) is passed over.
 */
export class FlowRun {
  readonly #parts: FlowParts;
  readonly #callId: string;
  readonly #actions: readonly Action[];
  #rest: readonly Action[];
  #cancel: () => void = () => undefined;

  constructor(parts: FlowParts, callId: string, actions: readonly Action[]) {
    this.#parts = parts;
    this.#callId = callId;
    this.#actions = actions;
    this.#rest = actions;
    parts.calls.line(callId).onClose(() => this.#cancel());
  }

  /** Takes the next action; call it once to start. */
  step(): void {
    const { calls } = this.#parts;
    if (!calls.line(this.#callId).isOpen) return;
    const [action, ...rest] = this.#rest;
    // VoIPBIN: the end of the flow hangs up.
    if (!action) return void calls.hangUp(this.#callId);
    this.#rest = rest;
    const shown = { id: action.id ?? randomUUID(), type: action.type };
    calls.touch(this.#callId, { action: shown });
    this.#perform(action);
  }

  #perform({ type, option }: Action): void {
    const { calls, clock, speechRate } = this.#parts;
    const callId = this.#callId;
    switch (type) {
      case 'answer':
        calls.answer(callId);
        return this.step();
      case 'sleep':
        return this.#after(numberOf(option, 'duration', defaultSleepMs));
      case 'beep':
        return this.#after(beepMs);
      case 'hangup':
      case 'stop':
        return void calls.hangUp(callId);
      case 'talk': {
        const line = calls.line(callId);
        const parts = { line, clock, rate: speechRate, provider: 'gcp', heard: true } as const;
        const isAsync = option?.['async'] === true;
        const onPlayed = (): void => (isAsync ? undefined : this.step());
        new Voice({ ...parts, source: 'flow' }).say(textOf(option, 'text') || '.', { onPlayed });
        return isAsync ? this.step() : undefined;
      }
      default:
        if (type === 'condition_call_status') this.#judgeStatus(option);
        else this.#performQuick(type, option);
        return this.step();
    }
  }

  #performQuick(type: string, option: Action['option']): void {
    const { transcribes, recordings } = this.#parts;
    const callId = this.#callId;
    const running = transcribes.runningOn(callId);
    if (type === 'transcribe_start' && running.length === 0) {
      const language = languageOf(textOf(option, 'language') || 'en-US');
      transcribes.start({ reference_id: callId, language, direction: 'both', provider: 'gcp' });
    } else if (type === 'transcribe_stop') {
      for (const { id } of running) transcribes.stop(id);
    } else if (type === 'recording_start') {
      const format = textOf(option, 'format') || 'wav';
      recordings.start(callId, { format, durationS: numberOf(option, 'duration', 0) });
    } else if (type === 'recording_stop') {
      recordings.stop(callId);
    }
  }

  /** VoIPBIN: reads the status now; another one than wanted jumps to the action of that id. */
  #judgeStatus(option: Action['option']): void {
    const { status } = this.#parts.calls.table.get(this.#callId);
    if (status === textOf(option, 'status')) return;
    const target = textOf(option, 'false_target_id');
    const at = this.#actions.findIndex(({ id }) => id === target);
    // VoIPBIN: a jump to nowhere ends the flow.
    this.#rest = at < 0 ? [] : this.#actions.slice(at);
  }

  #after(delayMs: number): void {
    this.#cancel = this.#parts.clock.schedule(delayMs, () => this.step());
  }
}

function numberOf(option: Action['option'], member: string, otherwise: number): number {
  const value = option?.[member];
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function textOf(option: Action['option'], member: string): string {
  const value = option?.[member];
  return typeof value === 'string' ? value : '';
}
