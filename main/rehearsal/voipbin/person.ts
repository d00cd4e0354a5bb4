import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../base/clock.ts';
import type { Calls } from './calls.ts';
import type { CallerScript, ScriptStep, UtteranceOptions } from './caller-script.ts';
import type { Line } from './line.ts';
import type { Recordings } from './recordings.ts';
import type { Transcribes } from './transcribes.ts';
import { utteranceMoments } from './utterance.ts';

export type PersonParts = {
  readonly calls: Calls;
  readonly transcribes: Transcribes;
  readonly recordings: Recordings;
  readonly clock: Clock;
  /** Characters a second. */
  readonly speechRate: number;
};

/** The person at the other end of one call: acts by script, and can be led by hand as well. */
export class Person {
  readonly #parts: PersonParts;
  readonly #line: Line;
  readonly #timers = new Set<() => void>();
  readonly #steps: ScriptStep[] = [];
  #isBusy = false;

  constructor(parts: PersonParts, callId: string) {
    this.#parts = parts;
    this.#line = parts.calls.line(callId);
    this.#line.onClose(() => {
      for (const cancel of [...this.#timers]) cancel();
    });
  }

  /** Goes through the script after what it has to do already; then the person stays on the line, silent. */
  follow(script: CallerScript): void {
    this.#steps.push(...script);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const step = this.#steps.shift();
    this.#isBusy = step !== undefined && this.#line.isOpen;
    if (step && this.#isBusy) this.#perform(step, () => this.#next());
  }

  /** Speaks now, whoever else does; `done` runs after the last word. */
  say(text: string, options: UtteranceOptions = {}, done = (): void => undefined): void {
    if (!this.#line.isOpen) return;
    const ears = this.#parts.transcribes.earsOn(this.#line.callId, 'in');
    const finish = this.#line.beginUtterance(text);
    const leave = this.#line.onClose(finish);
    for (const moment of utteranceMoments(text, this.#parts.speechRate, options)) {
      this.#after(moment.afterMs, () => {
        if (moment.type === 'done') {
          leave();
          finish();
          return done();
        }
        for (const ear of ears) {
          if (moment.type === 'interim') ear.interim(moment.text);
          else if (moment.type === 'final') ear.final(moment.text, moment.delayMs);
          else ear[moment.type]();
        }
      });
    }
  }

  hangUp(): void {
    this.#parts.calls.end(this.#line.callId, { by: 'remote', reason: 'normal' });
  }

  #perform(step: ScriptStep, done: () => void): void {
    switch (step.type) {
      case 'say':
        return this.say(step.text, step.options, done);
      case 'interrupt':
        return this.#whenAgentSpeaks(
          () => void this.#after(step.afterMs, () => this.say(step.text, step.options, done)),
        );
      case 'pause':
        return void this.#after(step.ms, done);
      case 'wait-for-silence':
        return this.#whenAgentSilent(step.ms, done);
      case 'wait-for-speech':
        return this.#whenAgentSpeaks(done, step.atMostMs);
      case 'cough':
        return this.#cough(step.ms, done);
      case 'echo':
        return this.#echo(step.sentences, done);
      case 'hang-up':
        return this.hangUp();
      default:
        return assertNever(step);
    }
  }

  #whenAgentSpeaks(done: () => void, atMostMs?: number): void {
    if (this.#line.isAgentSpeaking) return done();
    const goOn = (): void => {
      stop();
      cancel?.();
      done();
    };
    const stop = this.#line.sounds.on(({ type, sentence }) => {
      if (type === 'sentence-started' && sentence.heard) goOn();
    });
    const cancel = atMostMs === undefined ? undefined : this.#after(atMostMs, goOn);
  }

  #whenAgentSilent(ms: number, done: () => void): void {
    const begunAt = this.#parts.clock.now();
    let cancel = (): void => undefined;
    const look = (): void => {
      cancel();
      if (this.#line.isAgentSpeaking) return;
      const since = Math.max(begunAt, this.#line.agentSilentSince);
      cancel = this.#after(since + ms - this.#parts.clock.now(), () => {
        stop();
        done();
      });
    };
    const stop = this.#line.sounds.on(look);
    look();
  }

  #cough(ms: number, done: () => void): void {
    const ears = this.#parts.transcribes.earsOn(this.#line.callId, 'in');
    for (const ear of ears) ear.started();
    this.#after(ms, () => {
      for (const ear of ears) ear.ended();
      done();
    });
  }

  #echo(sentences: number, done: () => void): void {
    let left = sentences;
    const stop = this.#line.sounds.on(({ type, sentence }) => {
      if (type !== 'sentence-ended' || !sentence.heard || sentence.playedText === '') return;
      left -= 1;
      if (left <= 0) stop();
      // What comes back over a loudspeaker is no speech of its own: only its words are understood.
      for (const ear of this.#parts.transcribes.earsOn(this.#line.callId, 'in')) {
        ear.final(sentence.playedText, 0);
      }
      if (left <= 0) done();
    });
  }

  #after(delayMs: number, action: () => void): () => void {
    const stop = this.#parts.clock.schedule(Math.max(0, delayMs), () => {
      this.#timers.delete(cancel);
      if (this.#line.isOpen) action();
    });
    const cancel = (): void => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  }
}
