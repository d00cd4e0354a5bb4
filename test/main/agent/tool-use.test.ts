import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Prompt, ReplyEvent, TurnRequest } from '../../../main/agent/ports.ts';
import { NetworkError, RefusedError } from '../../../shared/errors.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleTool } from '../../fakes/sample-tools.ts';
import { agentScene, textOf } from './agent-scene.ts';
import { call, look, rounds, told } from './tool-scene.ts';

describe('a turn with tools', () => {
  test('does what the model calls, and asks it again with what came of it', async () => {
    const { tool, runs } = look();
    const model = rounds(['Let me see.', call('list_tasks', { to: 'Anna' })], ['Here it is.']);
    const { ask } = agentScene({ model, tools: [tool] });

    const events = await ask();

    expect(textOf(events)).toBe('Let me see.\n\nHere it is.');
    expect(runs).toMatchObject([{ args: { to: 'Anna' } }]);
    expect(told(model)).toEqual(['Sent to Anna.']);
    expect(model.prompts[1]?.messages.at(-2)).toMatchObject({
      role: 'assistant',
      content: 'Let me see.',
      calls: [{ name: 'list_tasks', args: { to: 'Anna' } }],
    });
    expect(stepsOf(events)).toEqual(['list_tasks running', 'list_tasks done']);
  });

  test('asks the owner for what leaves, does nothing, and says so to the model', async () => {
    const { tool, runs } = sampleTool();
    const model = rounds([call('send_text_message', { to: '+15550100' })], ['It waits for you.']);
    const { ask, ledger } = agentScene({ model, tools: [tool] });

    const events = await ask();

    expect(runs).toEqual([]);
    expect(await ledger.openActions()).toMatchObject([
      { tool: 'send_text_message', state: 'pending', arguments: { to: '+15550100' } },
    ]);
    expect(events.find(({ type }) => type === 'approval')).toMatchObject({
      action: { summary: 'Send a text to +15550100.', messageId: 'message-1' },
    });
    expect(told(model)[0]).toMatch(/^Not done yet.*Send a text to \+15550100\..*Never say/su);
  });

  test('tells of what it did where the model says nothing of it', async () => {
    const { tool } = look();
    const model = rounds([call('list_tasks', { to: 'Anna' })]);
    const { ask } = agentScene({ model, tools: [tool] });

    expect(textOf(await ask())).toBe('Done: Send a text to Anna.');
  });

  test('answers although something is given up that nobody gave up', async () => {
    const givenUp = () => {
      throw new DOMException('given up', 'AbortError');
    };
    const { tool } = look({ check: givenUp });
    const model = rounds([call('list_tasks', { to: 'a' })], ['I cannot look.']);
    expect(textOf(await agentScene({ model, tools: [tool] }).ask())).toBe('I cannot look.');
    model.script = givenUp;
    const words = textOf(await agentScene({ model }).ask());
    expect(words).toContain('It failed in an unexpected way.');
  });

  test('keeps what was done when the model fails after it', async () => {
    const { tool, runs } = look();
    const model = rounds([call('list_tasks', { to: 'Anna' })]);
    const { script } = model;
    model.script = async function* (prompt: Prompt, signal) {
      if (model.prompts.length > 1) throw new NetworkError('LLM_GONE', 'It is gone.');
      yield* script(prompt, signal);
    };
    const { ask } = agentScene({ model, tools: [tool] });

    const said = textOf(await ask());

    expect(said).toBe(
      'Done: Send a text to Anna.\n\n(My language model stopped here: It is gone.)',
    );
    expect(runs).toHaveLength(1);
  });

  test('offers none that the principal may not have', async () => {
    const { tool } = look({ from: 'owner' });
    const model = rounds([call('list_tasks', { to: 'x' })], ['No.']);
    const { ask } = agentScene({ model, tools: [tool] });

    await ask({ principal: 'trusted' });

    expect(model.prompts[0]?.tools).toEqual([]);
    expect(told(model)[0]).toMatch(/^There is no tool "list_tasks"/u);
  });
});

describe('a call that cannot be', () => {
  test.each([
    ['out of schema', { to: 1 }, /do not fit: to: /u],
    ['with more than is known', { to: 'A', cc: 'B' }, /do not fit: .*cc/u],
    ['without anything', {}, /do not fit: to/u],
    ['with no object', 'Anna', /do not fit/u],
    ['with null', null, /do not fit/u],
  ])('%s is told what is wrong', async (_name, args, text) => {
    const { tool, runs } = sampleTool();
    const model = rounds([call('send_text_message', args)], ['Sorry.']);
    const { ask, ledger } = agentScene({ model, tools: [tool] });

    await ask();

    expect(told(model)[0]).toMatch(text);
    expect(runs).toEqual([]);
    expect(await ledger.listActions({ before: null, limit: 9 })).toEqual([]);
  });

  test('is refused before the owner is asked', async () => {
    const check = () => {
      throw new RefusedError('NOBODY', 'There is nobody by that name.', 'Ask who is meant.');
    };
    const { tool } = sampleTool({ check });
    const model = rounds([call('send_text_message', { to: 'Nobody' })], ['Who?']);
    const { ask, ledger } = agentScene({ model, tools: [tool] });

    await ask();

    expect(told(model)).toEqual(['There is nobody by that name. Ask who is meant.']);
    expect(await ledger.openActions()).toEqual([]);
  });

  test('fails in a sentence, and is kept as failed', async () => {
    const run = () => Promise.reject(new NetworkError('GONE', 'The server is gone.'));
    const { tool } = look({ run });
    const model = rounds([call('list_tasks', { to: 'A' })], ['It failed.']);
    const { ask, ledger } = agentScene({ model, tools: [tool] });

    await ask();

    expect(told(model)).toEqual(['Failed: The server is gone.']);
    expect(await ledger.listActions({ before: null, limit: 9 })).toMatchObject([
      { state: 'failed', result: 'The server is gone.' },
    ]);
  });

  test('that is repeated by the model does nothing a second time, unless it failed', async () => {
    const { tool, runs } = sampleTool({ name: 'add_task', effect: 'keeps' });
    const twice = () => [call('add_task', { to: 'A' }), call('add_task', { to: 'A' })];
    const model = rounds(twice(), ['Done.']);
    await agentScene({ model, tools: [tool] }).ask();
    expect(runs).toHaveLength(1);
    expect(told(model)[1]).toContain('Not done again');

    let tries = 0;
    const failing = (error: Error) => {
      const run = () => {
        tries += 1;
        return Promise.reject(error);
      };
      return agentScene({ model: rounds(twice(), []), tools: [{ ...tool, run }] });
    };
    expect(textOf(await failing(new RefusedError('NO', 'It is full.')).ask())).toContain(
      'Not done',
    );
    expect(tries).toBe(2);
    const lost = new NetworkError('LOST', 'No answer.', { mayHaveArrived: true });
    expect(textOf(await failing(lost).ask())).toMatch(/^It is not known whether this was done: /u);
    expect(tries).toBe(3);
  });

  test('that is wanted again for the same message is not done again, and for the same turn of a call', async () => {
    const { tool, runs } = sampleTool({ name: 'add_task', effect: 'keeps' });
    const ledger = openMemoryLedger();
    const ask = (change: Partial<TurnRequest>) => {
      const model = rounds([call('add_task', { to: 'A' })], ['Done.']);
      return agentScene({ model, tools: [tool], ledger }).ask(change);
    };
    await ask({ turnId: 'turn-1' });
    await ask({ turnId: 'turn-2' });
    expect(runs).toHaveLength(1);
    await ask({ messageId: 'message-2' });
    expect(runs).toHaveLength(2);
    const onPhone = { channel: 'phone', call: { goal: null, after: null } } as const;
    await ask({ ...onPhone, turnId: 'call 1', messageId: null });
    await ask({ ...onPhone, turnId: 'call 1', messageId: 'line-3' });
    expect(runs).toHaveLength(3);
  });

  test('of a broken tool tells nothing of its inside', async () => {
    const run = () => Promise.reject(new TypeError('secret of x is undefined'));
    const { tool } = look({ run });
    const model = rounds([call('list_tasks', { to: 'A' })], ['It failed.']);
    const { ask } = agentScene({ model, tools: [tool] });

    await ask();

    expect(told(model)[0]).not.toContain('secret');
  });

  test('that hangs is given up within its limit', async () => {
    const { tool } = look({ limitMs: 5000, run: () => new Promise<never>(() => {}) });
    const model = rounds([call('list_tasks', { to: 'A' })], ['It took too long.']);
    const { ask, clock } = agentScene({ model, tools: [tool] });
    const asked = ask();
    await expect.poll(() => clock.pending).toBe(1);

    clock.advance(5000);

    expect(textOf(await asked)).toBe('It took too long.');
    expect(told(model)).toEqual([
      'Failed: list_tasks took longer than 5 seconds. Try it again later.',
    ]);
  });
});

test('on a call, what takes long is told in its own words', async () => {
  const { tool } = look({ effect: 'fetches', meanwhile: 'One moment, I am looking.' });
  const model = rounds([call('list_tasks', { to: 'A' })], ['Here.']);
  const { ask } = agentScene({ model, tools: [tool] });

  const events = await ask({ channel: 'phone', call: { goal: null, after: null } });

  expect(events).toContainEqual({ type: 'working', words: 'One moment, I am looking.' });
});

test('the schema of a tool reaches the model as JSON schema', async () => {
  const { tool } = look({ schema: z.strictObject({ to: z.string().describe('Whom') }) });
  const model = rounds(['Hi.']);
  const { ask } = agentScene({ model, tools: [tool] });

  await ask();

  expect(model.prompts[0]?.tools).toMatchObject([
    {
      name: 'list_tasks',
      parameters: {
        type: 'object',
        properties: { to: { type: 'string', description: 'Whom' } },
        required: ['to'],
        additionalProperties: false,
      },
    },
  ]);
});

function stepsOf(events: readonly ReplyEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'tool' ? [`${event.step.tool} ${event.step.state}`] : [],
  );
}
