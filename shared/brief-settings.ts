import { list, words } from './setting-definition.ts';
import { choice, listOf, optional, timeOfDaySchema } from './setting-schemas.ts';

/** When the owner is briefed. */
export const briefSettings = {
  'brief.morning': words(
    optional(timeOfDaySchema),
    null,
    'Morning brief, such as 08:00; null: none.',
  ),
  'brief.evening': words(
    optional(timeOfDaySchema),
    null,
    'Evening brief, such as 18:30; null: none.',
  ),
  'brief.days': list(
    listOf(choice(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
    ['mon', 'tue', 'wed', 'thu', 'fri'],
    'Days on which you are briefed.',
  ),
} as const;
