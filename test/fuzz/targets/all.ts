import type { Target } from '../target.ts';
import { carbonVoiceTargets } from './carbonvoice.ts';
import { modelTargets } from './models.ts';
import { ownerTargets } from './owner.ts';
import { practiceTargets } from './practice.ts';
import { readingTargets } from './reading.ts';
import { storeTargets } from './stores.ts';
import { voipbinTargets } from './voipbin.ts';
import { wordsTargets } from './words.ts';

/** Every way in for data from outside. */
export const targets: readonly Target[] = [
  ...voipbinTargets,
  ...carbonVoiceTargets,
  ...readingTargets,
  ...modelTargets,
  ...ownerTargets,
  ...storeTargets,
  ...practiceTargets,
  ...wordsTargets,
];
