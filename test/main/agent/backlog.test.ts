import { expect, test } from 'vitest';
import { NetworkError } from '../../../shared/errors.ts';
import { backlogText } from '../../../main/agent/backlog.ts';
import type { BacklogMessage } from '../../../main/agent/ports.ts';
import { agentScene, contentOf, FakeModel, textOf } from './agent-scene.ts';

function said(text: string, change: Partial<BacklogMessage> = {}): BacklogMessage {
  const at = Date.UTC(2026, 8, 24, 10);
  return { ...{ id: `id of ${text}`, at, author: 'user-1', principal: 'owner', text }, ...change };
}

function scripted(): FakeModel {
  const model = new FakeModel();
  model.script = async function* () {
    yield 'All done.';
  };
  return model;
}

test('a backlog is asked in one go, with the time of each message', async () => {
  const model = scripted();
  const { ask } = agentScene({ model });

  const events = await ask({ text: 'B?', backlog: [said('A?'), said('B?')] });

  expect(textOf(events)).toBe('All done.');
  expect(model.prompts).toHaveLength(1);
  const question = contentOf(model.prompts[0]?.messages.at(-1));
  expect(question).toContain('waited while you were away');
  expect(question).toMatch(/\[Sep 24, 2026.*\] A\?\n\n\[Sep 24, 2026.*\] B\?$/);
});

test('everything in a backlog is asked of the model; when it fails, notes are kept one by one', async () => {
  const model = scripted();
  const { ask, notes } = agentScene({ model });
  const backlog = [said('note that A'), said('How are you?'), said('remember: B')];

  expect(textOf(await ask({ backlog }))).toBe('All done.');
  expect(contentOf(model.prompts[0]?.messages.at(-1))).toContain('note that A');
  expect(notes.kept).toEqual([]);

  model.script = async function* () {
    yield '';
    throw new NetworkError('ECONNREFUSED', 'Nothing answers.');
  };
  const text = textOf(await ask({ backlog }));

  expect(text).toContain('Noted: “A”');
  expect(text).toContain('Noted: “B”');
  expect(text.match(/Nothing answers/g)).toHaveLength(1);
  expect(notes.kept).toMatchObject([
    { text: 'A', messageId: 'id of note that A' },
    { text: 'B', messageId: 'id of remember: B' },
  ]);
});

test('without a model a backlog is answered as honestly, and each thing once', async () => {
  const { ask, notes } = agentScene({ model: null });

  const text = textOf(await ask({ backlog: [said('A?'), said('note that C'), said('B?')] }));

  expect(text.match(/no language model/g)).toHaveLength(1);
  expect(text).toContain('Noted: “C”');
  expect(notes.kept).toHaveLength(1);
});

test('a backlog of several people gives nobody more than the least of them may', async () => {
  const { ask, notes } = agentScene({ model: null });

  const text = textOf(
    await ask({
      principal: 'trusted',
      backlog: [said('note that A'), said('Hi', { author: 'user-2', principal: 'trusted' })],
    }),
  );

  expect(text).toContain('I have kept your message');
  expect(notes.kept).toEqual([]);
});

test('says whose each message is where there are several people', () => {
  const text = backlogText([said('A'), said('B', { author: 'u2', principal: 'trusted' })], 'UTC');

  expect(text).toContain('from your owner] A');
  expect(text).toContain('from u2, trusted] B');
});

test('shows as much as fits, the newest first of all', () => {
  const long = 'x'.repeat(10_000);
  const text = backlogText([said(`1${long}`), said(`2${long}`), said(`3${long}`)], 'UTC');

  expect(text).toContain('(Left out, because it would be too long: 1 older.)');
  expect(text).not.toContain('] 1x');
  expect(text).toContain('] 3x');
  expect(text.length).toBeLessThan(25_000);
});
