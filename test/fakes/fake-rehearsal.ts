import type { Rehearsal } from '../../main/app/practice.ts';
import { Emitter } from '../../main/base/emitter.ts';

/** Practice services with one fault, where everything happens on the same call. */
export class FakeRehearsal implements Rehearsal {
  readonly #changed = new Emitter<null>();
  on = false;

  faults() {
    return [{ name: 'slow', label: 'Answers slowly', on: this.on }];
  }

  setFault(_name: string, on: boolean): void {
    this.on = on;
    this.#changed.emit(null);
  }

  onFaultsChange(listener: () => void): () => void {
    return this.#changed.on(listener);
  }

  call() {
    return { callId: 'call-1' };
  }

  say() {
    return { callId: 'call-1' };
  }

  interrupt() {
    return { callId: 'call-1' };
  }

  hangUp() {
    return { callId: 'call-1' };
  }

  react(): void {}

  sendText() {
    return { messageId: 'text-1' };
  }

  sendVoiceMessage({ text }: { readonly text: string }) {
    return Promise.resolve({ messageId: `practice ${text}`, conversationId: 'c' });
  }
}
