import { z } from 'zod';
import { defineTool } from '../../../main/agent/tools/tool.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';

export type HolidayToolPorts = { readonly isHoliday: (day: string) => boolean };

/** Whether a day is one on which nobody works. */
export function createHolidayTools({ isHoliday }: HolidayToolPorts): readonly AnyTool[] {
  return [
    defineTool({
      name: 'find_holiday',
      description: 'Tells whether a day is a public holiday. For “do they work on Monday?”.',
      schema: z.strictObject({ day: z.iso.date().describe('local date, 2026-11-20') }),
      effect: 'reads',
      from: 'trusted',
      summarize: ({ day }) => `Look whether ${day} is a holiday.`,
      run: ({ day }) => Promise.resolve({ text: isHoliday(day) ? 'A holiday.' : 'A working day.' }),
    }),
  ];
}
