import type { CallRecorder } from '../../main/call/ports.ts';

/** Keeps nothing of a call. */
export const silentRecorder: CallRecorder = {
  caller: () => {},
  reply: () => {},
  words: () => {},
  correct: () => {},
  late: () => {},
  principal: () => {},
  spoken: () => {},
  handOver: () => {},
  stage: () => {},
  trouble: () => {},
};
