import type { Clock } from '../../base/clock.ts';
import type { Answers } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { PracticeFiles } from './files.ts';
import type { PracticeMessages } from './messages.ts';
import type { PracticeState } from './state.ts';
import type { TokenWatch } from './token-watch.ts';
import type { Transcripts } from './transcripts.ts';

/** What the routes work on. */
export type ServiceContext = {
  readonly state: PracticeState;
  readonly messages: PracticeMessages;
  readonly deliveries: Deliveries;
  readonly faults: CarbonVoiceFaults;
  readonly token: TokenWatch;
  readonly clock: Clock;
  readonly files: PracticeFiles;
  readonly transcripts: Transcripts;
  readonly answers: Answers;
  /** Until the words of speech are known, in milliseconds. */
  readonly transcriptDelayMs: number;
};
