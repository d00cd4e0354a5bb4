import type { Bridge } from '../bridge.ts';
import { numbersOf, type FindNumbers } from '../calls/contact-numbers.ts';

/** What the owner does with a call. Requests reject with an `AppError`. */
export type CallActions = {
  readonly say: (callId: string, text: string) => Promise<void>;
  readonly note: (callId: string, text: string) => Promise<void>;
  readonly mute: (callId: string, muted: boolean) => Promise<void>;
  readonly hangUp: (callId: string) => Promise<void>;
  /** The caller is the owner, who says so at the desk. */
  readonly stepUp: (callId: string) => Promise<void>;
  /** Null for the usual sentence before. */
  readonly handOver: (callId: string, target: string, sentence: string | null) => Promise<void>;
  /** The numbers of those whom a name may mean. */
  readonly findNumbers: FindNumbers;
};

/** What the practice caller does; `call` takes an empty text for a caller who waits. */
export type PracticePhoneActions = {
  readonly call: (text: string) => Promise<void>;
  readonly say: (text: string) => Promise<void>;
  readonly interrupt: (text: string) => Promise<void>;
  readonly hangUp: () => Promise<void>;
};

/** The actions on live calls. */
export function callActions(bridge: Bridge): CallActions {
  return {
    say: async (callId, text) => void (await bridge.request('call:say', { callId, text })),
    note: async (callId, text) => void (await bridge.request('call:note', { callId, text })),
    mute: async (callId, muted) => void (await bridge.request('call:mute', { callId, muted })),
    hangUp: async (callId) => void (await bridge.request('call:hang-up', { callId })),
    stepUp: async (callId) => void (await bridge.request('call:step-up', { callId })),
    handOver: async (callId, target, sentence) =>
      void (await bridge.request('call:hand-over', { callId, target, sentence })),
    findNumbers: async (text) =>
      numbersOf((await bridge.request('contacts:list', { text })).contacts),
  };
}

/** The actions of the practice phone. */
export function practicePhoneActions(bridge: Bridge): PracticePhoneActions {
  return {
    call: async (text) => void (await bridge.request('rehearsal:call', { text })),
    say: async (text) => void (await bridge.request('rehearsal:say', { text })),
    interrupt: async (text) => void (await bridge.request('rehearsal:interrupt', { text })),
    hangUp: async () => void (await bridge.request('rehearsal:hang-up', {})),
  };
}
