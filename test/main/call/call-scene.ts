import type { CallEffect, CallEvent, CallHappening } from '../../../main/call/call-events.ts';
import { transition, wakeAt } from '../../../main/call/call-machine.ts';
import type { CallSettings } from '../../../main/call/call-settings.ts';
import { initialCall } from '../../../main/call/call-state.ts';
import type { CallState } from '../../../main/call/call-state.ts';

export const callSettings: CallSettings = {
  disclosure: '',
  greeting: '',
  language: 'en-US',
  transcribeDirection: 'both',
  providers: ['elevenlabs', 'gcp'],
  voiceId: null,
  silencePromptMs: 30_000,
  silenceHangupMs: 60_000,
  fillerAfterMs: 2000,
  maxCallMs: 3_300_000,
  endpointing: { minMs: 300, maxMs: 1500 },
};

export type Timed = { readonly at: number; readonly effect: CallEffect };

/** A call on a clock of its own: time passes between what happens, and every wake-up comes when it is wanted. */
export class CallScene {
  state: CallState;
  at = 1000;
  readonly effects: Timed[] = [];

  constructor(settings: Partial<CallSettings> = {}) {
    this.state = initialCall({ ...callSettings, ...settings });
  }

  /** Answered, with ears and voice open. */
  static live(settings: Partial<CallSettings> = {}): CallScene {
    const scene = new CallScene(settings);
    scene.happen({ type: 'call-status', status: 'progressing' });
    scene.happen({ type: 'transcription-opened', transcriptionId: 'ears' });
    scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' });
    return scene;
  }

  happen(happening: CallHappening): this {
    const event: CallEvent = { ...happening, at: this.at };
    const next = transition(this.state, event);
    this.state = next.state;
    for (const effect of next.effects) this.effects.push({ at: this.at, effect });
    return this;
  }

  /** Lets time pass, with all wake-ups on the way. */
  wait(ms: number): this {
    const until = this.at + ms;
    for (let rounds = 0; wakeAt(this.state) <= until; rounds += 1) {
      if (rounds > 1000) throw new Error('the call wakes up for ever');
      this.at = Math.max(this.at, wakeAt(this.state));
      this.happen({ type: 'time' });
    }
    this.at = until;
    return this;
  }

  /** The caller says something in one breath, as the service tells it. */
  callerSays(text: string, speechMs = 1000): this {
    this.happen({ type: 'speech-started', direction: 'in' }).wait(speechMs);
    this.happen({ type: 'speech-ended', direction: 'in' }).wait(100);
    return this.happen({ type: 'transcript', direction: 'in', text });
  }

  /** The voice takes whatever it was asked to say. */
  takeWords(): this {
    while (this.state.pending) this.happen({ type: 'said', itemId: this.state.pending.id });
    return this;
  }

  /** The model writes a whole answer to the present turn. */
  answer(...pieces: string[]): this {
    const turnId = this.state.reply?.turnId ?? -1;
    for (const text of pieces) this.happen({ type: 'reply-chunk', turnId, text });
    return this.happen({ type: 'reply-ended', turnId });
  }

  all<T extends CallEffect['type']>(type: T): readonly Extract<CallEffect, { type: T }>[] {
    return this.effects
      .map(({ effect }) => effect)
      .filter((effect): effect is Extract<CallEffect, { type: T }> => effect.type === type);
  }

  get said(): readonly string[] {
    return this.all('say').map(({ text }) => text);
  }
}
