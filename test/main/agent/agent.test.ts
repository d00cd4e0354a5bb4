import { expect, test } from 'vitest';
import { z } from 'zod';
import { NetworkError, StoreError } from '../../../shared/errors.ts';
import { agentScene, FakeModel, sampleRequest, textOf } from './agent-scene.ts';
import { look } from './tool-scene.ts';

const down = new NetworkError('ECONNREFUSED', 'Nothing answers at its address.');

function modelOf(...parts: readonly (string | Error)[]): FakeModel {
  const model = new FakeModel();
  model.script = async function* () {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield part;
    }
  };
  return model;
}

test('tells when the model is asked and passes its words on as they come', async () => {
  const { ask } = agentScene({ model: modelOf('No', 'thing.') });

  expect(await ask()).toEqual([
    { type: 'model-asked' },
    { type: 'text', text: 'No' },
    { type: 'text', text: 'thing.' },
  ]);
});

test('answers without any model and does not claim to have asked one', async () => {
  const { ask } = agentScene({ model: null });

  const events = await ask({ text: 'Tell me a joke.' });

  expect(events).toHaveLength(1);
  expect(textOf(events)).toContain('I have no language model yet');
});

test.each([
  ['fails before its first word', modelOf(down), 'Nothing answers at its address.'],
  ['fails unexpectedly', modelOf(new TypeError('private')), 'It failed in an unexpected way.'],
  ['says nothing', modelOf(), 'The model sent an empty answer.'],
  ['says blanks only', modelOf('\n', '  '), 'The model sent an empty answer.'],
  ['says only what it invents to cite', modelOf('[^abc123] '), 'The model sent an empty answer.'],
])('answers by itself, with the reason, when the model %s', async (_name, model, reason) => {
  const { ask } = agentScene({ model });

  const events = await ask({ text: 'Tell me a joke.' });

  expect(textOf(events)).toContain(`My language model gave no answer: ${reason}`);
  expect(textOf(events)).not.toContain('private');
});

test('answers by itself when a tool cannot be told to the model', async () => {
  // A date is nothing that a schema for models can tell of.
  const { ask } = agentScene({ tools: [look({ schema: z.object({ at: z.date() }) }).tool] });

  const events = await ask({ text: 'Tell me a joke.' });

  expect(textOf(events)).toContain('It failed in an unexpected way.');
  expect(events).not.toContainEqual({ type: 'model-asked' });
});

test('waits for a history that cannot be read now, and answers nothing before', async () => {
  const full = new StoreError('STORE_FAILED', 'The disk is full.');
  const { ask } = agentScene({ history: { recentMessages: () => Promise.reject(full) } });

  await expect(ask()).rejects.toBe(full);
});

test('does what needs no model while the model fails', async () => {
  const { ask, notes } = agentScene({ model: modelOf(down) });

  const events = await ask({ text: 'Note that the car needs oil' });

  expect(textOf(events)).toContain('Noted: “the car needs oil”');
  expect(notes.kept).toMatchObject([{ text: 'the car needs oil', messageId: 'message-1' }]);
});

test('keeps what was said when the model stops midway, and says so', async () => {
  const { ask, notes } = agentScene({ model: modelOf('You have two', down) });

  const events = await ask({ text: 'How many cars have I?' });

  expect(textOf(events)).toBe(
    'You have two\n\n(My language model stopped here: Nothing answers at its address.)',
  );
  expect(notes.kept).toEqual([]);
});

test('the model sees the notes of its owner', async () => {
  const model = modelOf('You like tea.');
  const { ask, notes } = agentScene({ model });
  await notes.addNote({ at: 1, principal: 'owner', text: 'I like tea', messageId: null });

  await ask({ text: 'What do I like?' });

  expect(model.prompts[0]?.system).toContain('- (note-1) I like tea');
});

test('passes an abort through and says nothing more', async () => {
  const controller = new AbortController();
  const model = new FakeModel();
  model.script = async function* (_prompt, signal) {
    yield 'You have';
    controller.abort(new DOMException('closed', 'AbortError'));
    signal.throwIfAborted();
  };
  const { agent } = agentScene({ model });
  const said: string[] = [];

  const all = (async () => {
    for await (const event of agent.reply(sampleRequest(), controller.signal)) {
      if (event.type === 'text') said.push(event.text);
    }
  })();

  await expect(all).rejects.toMatchObject({ name: 'AbortError' });
  expect(said).toEqual(['You have']);
});
