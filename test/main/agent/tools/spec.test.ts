import { expect, test } from 'vitest';
import { z } from 'zod';
import { createGivenFileTools } from '../../../../main/agent/tools/given-files.ts';
import { createAttachmentTools } from '../../../../main/agent/tools/attachments.ts';
import { createCalendarTools } from '../../../../main/agent/tools/calendar.ts';
import { createContactTools } from '../../../../main/agent/tools/contacts.ts';
import { createMessageTools } from '../../../../main/agent/tools/messages.ts';
import { createNoteTools } from '../../../../main/agent/tools/notes.ts';
import { createPageTools } from '../../../../main/agent/tools/pages.ts';
import { createPhoneTools } from '../../../../main/agent/tools/phone.ts';
import { createReminderTools } from '../../../../main/agent/tools/reminders.ts';
import { toSpec } from '../../../../main/agent/tools/spec.ts';
import { createTaskTools } from '../../../../main/agent/tools/tasks.ts';
import { createThreadSearchTools } from '../../../../main/agent/tools/thread-search.ts';
import { defineTool } from '../../../../main/agent/tools/tool.ts';

test('what a tool checks by itself is not told, but its arguments are, whatever they are called', () => {
  const tool = defineTool({
    ...{ name: 'find', description: 'Finds.', effect: 'reads', from: 'owner' },
    schema: z.strictObject({
      pattern: z
        .string()
        .regex(/^\P{Cc}*$/u)
        .max(2000)
        .describe('What to look for.'),
      format: z.enum(['maxLength', 'uri']).default('uri'),
      places: z.array(z.url()).min(1).max(20).nullish(),
    }),
    summarize: () => 'Find.',
    run: () => Promise.resolve({ text: '' }),
  });

  expect(toSpec(tool).parameters).toEqual({
    type: 'object',
    properties: {
      pattern: { type: 'string', description: 'What to look for.' },
      format: { type: 'string', enum: ['maxLength', 'uri'], default: 'uri' },
      places: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
    },
    required: ['pattern'],
    additionalProperties: false,
  });
});

test('no tool of ours is told in a way for which a provider refuses every question', () => {
  const none = {} as never;
  const tools = [
    ...createAttachmentTools(none),
    ...createGivenFileTools(none),
    ...createCalendarTools(none),
    ...createContactTools(none),
    ...createMessageTools(none),
    ...createNoteTools(none),
    ...createPageTools(none),
    ...createPhoneTools(none),
    ...createReminderTools(none),
    ...createTaskTools(none),
    ...createThreadSearchTools(none),
  ];
  for (const { name, parameters } of tools.map(toSpec)) {
    expect(name).toMatch(/^\w{1,64}$/u);
    expect(parameters['type']).toBe('object');
    for (const key of ['anyOf', 'oneOf', 'allOf', 'enum'])
      expect(parameters).not.toHaveProperty(key);
    expect(JSON.stringify(parameters)).not.toMatch(/\\\\p\{|"m(?:ax|in)(?:Length|Items)":/u);
  }
});
