import { describe, expect, test } from 'vitest';
import type { PhoneLine, TextLine } from '../../../../main/agent/tools/phone-ports.ts';
import { createPhoneTools } from '../../../../main/agent/tools/phone.ts';
import type { ReplyEvent, TurnRequest } from '../../../../main/agent/ports.ts';
import { NetworkError, RefusedError } from '../../../../shared/errors.ts';
import { agentScene } from '../agent-scene.ts';
import { call, rounds, told } from '../tool-scene.ts';

const onCall: Partial<TurnRequest> = {
  ...{ channel: 'phone', conversationId: 'call-1', author: '+12025550123' },
  call: { goal: null, after: null },
};

/** An agent with the phone tools over a phone that writes down what it is asked. */
function scene(name: string, args: unknown, failing: Error | null = null) {
  const done: string[] = [];
  const refuse = (target: string): string => {
    if (target.startsWith('+900'))
      throw new RefusedError('CALL_PREMIUM', 'Such numbers are not called.');
    return target;
  };
  const line: PhoneLine = {
    check: refuse,
    place: async ({ target, goal, opening }) => {
      if (failing) throw failing;
      done.push(`call ${target} ${goal} ${opening ?? ''}`);
      return { callId: 'call-2' };
    },
    farewell: (callId, goodbye) => void done.push(`farewell ${callId} ${goodbye}`),
    checkHandOver: (_callId, target) => refuse(target),
    handOver: (callId, target) => void done.push(`hand over ${callId} ${target}`),
  };
  const lines: string[] = [];
  const texts: TextLine = {
    check: refuse,
    send: async ({ id, to, text }) => {
      if (failing) throw failing;
      done.push(`text ${to} ${text}`);
      lines.push(id);
    },
  };
  const model = rounds([call(name, args)], ['Well.']);
  const opened = agentScene({ model, tools: createPhoneTools({ line, texts }) });
  return { ...opened, model, done, lines };
}

function asked(events: readonly ReplyEvent[]): { readonly id: string; readonly summary: string } {
  const event = events.find(({ type }) => type === 'approval');
  if (event?.type !== 'approval') throw new Error('nothing was asked');
  return event.action;
}

const approve = (id: string) => ({ id, verdict: 'approve', via: 'window' }) as const;

describe('what reaches others by phone', () => {
  test.each([
    [
      'place_call',
      { to: '+12025550101', goal: 'Ask for a table', opening: 'It is about a table.' },
      'Call +12025550101. The goal: Ask for a table. The first words are: “It is about a table.”',
      'call +12025550101 Ask for a table It is about a table.',
    ],
    [
      'send_text_message',
      { to: '+12025550101', text: 'I am late.' },
      'Send a text message to +12025550101: “I am late.”',
      'text +12025550101 I am late.',
    ],
    [
      'hand_over',
      { to: 'extension:100' },
      'Hand this call over to extension:100.',
      'hand over call-1 extension:100',
    ],
  ])('waits for the owner’s yes to the exact words: %s', async (name, args, ...words) => {
    const { ask, actions, done, lines } = scene(name, args);
    const action = asked(await ask(onCall));
    expect(action.summary).toBe(words[0]);
    expect(done).toEqual([]);
    await actions.answer(approve(action.id));
    await actions.idle();
    expect(done).toEqual(words.slice(1));
    // By its id the line is known to be what the owner said yes to.
    expect(lines).toEqual(name === 'send_text_message' ? [action.id] : []);
  });

  test.each([
    ['place_call', { to: '+9001234567', goal: 'Ask' }, 'Such numbers are not called.'],
    ['send_text_message', { to: '+9001234567', text: 'Hi' }, 'Such numbers are not called.'],
    ['send_text_message', { to: '+12025550101', text: '' }, 'do not fit'],
    ['place_call', { to: '+12025550101', goal: 'Ask', opening: 'a\u202Eb' }, 'plain text'],
    ['send_text_message', { to: '+12025550101', text: 'a\u202Eb' }, 'plain text'],
    ['place_call', { to: '+12025550101' }, 'do not fit'],
  ])('is refused before anybody is asked: %s %j', async (name, args, text) => {
    const { ask, model, ledger } = scene(name, args);
    expect((await ask(onCall)).some(({ type }) => type === 'approval')).toBe(false);
    expect(told(model)[0]).toContain(text);
    expect(await ledger.openActions()).toEqual([]);
  });

  test('is not told as failed, nor done again, where the answer was lost', async () => {
    const lost = new NetworkError('LOST', 'The answer was lost.', { mayHaveArrived: true });
    const { ask, actions, ledger } = scene('send_text_message', { to: '+1', text: 'Hi' }, lost);
    const { id } = asked(await ask({}));
    await actions.answer(approve(id));
    await actions.idle();
    expect(await ledger.readAction({ id })).toMatchObject({ state: 'unknown' });
  });
});

describe('who may what', () => {
  const names = async (change: Partial<TurnRequest>): Promise<readonly string[]> => {
    const { ask, model } = scene('hang_up', { goodbye: 'Goodbye.' });
    await ask(change);
    return model.prompts[0]?.tools?.map(({ name }) => name) ?? [];
  };

  test('only the owner has others called or written to; everybody on a call may end it', async () => {
    const all = ['place_call', 'send_text_message', 'hang_up', 'hand_over'];
    expect(await names({ ...onCall, principal: 'owner' })).toEqual(all);
    expect(await names({ principal: 'owner' })).toEqual(['place_call', 'send_text_message']);
    expect(await names({ ...onCall, principal: 'trusted' })).toEqual(['hang_up', 'hand_over']);
    expect(await names({ ...onCall, principal: 'stranger' })).toEqual(['hang_up']);
  });

  test('a stranger’s call is ended without asking anybody', async () => {
    const { ask, done } = scene('hang_up', { goodbye: 'Goodbye, then.' });
    await ask({ ...onCall, principal: 'stranger' });
    expect(done).toEqual(['farewell call-1 Goodbye, then.']);
  });
});
