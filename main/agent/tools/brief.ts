import { z } from 'zod';
import type { BriefWriter } from '../planning/brief-writer.ts';
import { readTime } from '../planning/read-time.ts';
import { sayDay } from '../planning/say-time.ts';
import { dayOf } from '../planning/zoned-time.ts';
import { defineTool } from './tool.ts';
import type { AnyTool } from './tool.ts';

/** The owner's day at a glance, on request. */
export function createBriefTools(writer: Pick<BriefWriter, 'list'>): readonly AnyTool[] {
  return [
    defineTool({
      name: 'make_brief',
      description:
        'Gathers a day of the owner: calendar, tasks that are due, reminders; and for today what others wrote, what waits for a yes and what failed. For “brief me” and “what is on today?”.',
      schema: z.strictObject({
        day: z.string().trim().max(10).nullish().describe('local date 2026-11-20; left out: today'),
      }),
      effect: 'reads',
      from: 'owner',
      check: ({ day }, { timeZone }) => void (day && readTime(day, timeZone)),
      summarize: ({ day }, context) =>
        `Gather what is on ${sayDay(day ?? dayOf(context.now, context.timeZone), context).replace(/^on /u, '')}.`,
      run: async ({ day }, { now, timeZone }, signal) => ({
        text: await writer.list({ day: day ?? dayOf(now, timeZone), kind: 'day' }, signal),
        outside: 'the calendar, the tasks and the messages of the owner',
      }),
    }),
  ];
}
