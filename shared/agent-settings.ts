import { toolPoliciesSchema } from './policies.ts';
import { flag, json, list, number, words } from './setting-definition.ts';
import {
  flagSchema,
  folderSchema,
  listOf,
  milliseconds,
  optional,
  text,
  timeZoneSchema,
  wholeNumber,
} from './setting-schemas.ts';

/** Settings of the agent itself, in the order of the settings view. */
export const agentSettings = {
  'agent.name': words(text(1, 80), 'Adjutant', 'What the agent is called.'),
  'agent.instructions': words(text(0, 50_000), '', 'Who the agent is and how it behaves.'),
  'agent.timeZone': words(optional(timeZoneSchema), null, "Time zone; when not set, the system's."),
  'agent.contextTokens': number(
    wholeNumber(2000, 1_000_000),
    16_000,
    'About how many tokens a model reads for one answer; on calls half. What is older is summarised.',
  ),
  'agent.paused': flag(flagSchema, false, 'Receive and keep everything, but do not answer.'),
  'agent.policies': json(
    toolPoliciesSchema,
    {},
    'For each tool allow, ask or deny, if need be by channel; ask for what leaves the machine or costs money.',
  ),
  'agent.fileFolders': list(
    listOf(folderSchema),
    ['~/Documents', '~/Desktop', '~/Downloads'],
    'Folders from which the agent may send a file, each after your yes; ~ is your home folder.',
  ),
  'agent.approvalExpiresMs': number(
    milliseconds(60_000, 604_800_000),
    14_400_000,
    'How long something waits for your yes; no answer means no.',
  ),
} as const;
