import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../../main/base/log.ts';
import { OwnerAnswers } from '../../../../main/thread/approvals/owner-answers.ts';
import { NetworkError, StoreError } from '../../../../shared/errors.ts';
import { approvalsScene, hourMs } from './approvals-scene.ts';
import { sampleLine } from '../../../fakes/call-samples.ts';

/** The owner has asked for something by Carbon Voice; the request is out as `sent-2` and `sent-3`. */
async function asked() {
  const scene = approvalsScene();
  const messageId = await scene.say('write-anna');
  await scene.ask({ messageId });
  return scene;
}

describe('the request', () => {
  test('is a message of its own in the conversation, written by code, once', async () => {
    const { sentTo, channel, requests, rest, ledger, read } = await asked();

    const request = [
      'May I? Send a text to Anna.',
      'Answer this message with yes or no, or react with 👍 or 👎; it holds until 01:16.',
    ];
    expect(sentTo('conversation-1')).toEqual(['re: write-anna', ...request]);
    // It has to be the root of its own thread.
    expect(channel.sent.at(-1)).toMatchObject({ replyTo: null, expiresAt: 1_000_000 + hourMs });
    await requests.takeUp();
    await rest();
    expect(channel.sent).toHaveLength(3);
    const { requestId } = await read();
    expect(ledger.messages.get(requestId ?? '')).toMatchObject({ actionId: 'action-1' });
  });

  test('for what others want goes to the owner’s own conversation, when they are not at the desk', async () => {
    const scene = approvalsScene();
    scene.groups.add('team');
    await scene.say('hello', { conversationId: 'own' });
    await scene.say('hi all', { conversationId: 'team' });
    const theirs = { author: 'user-2', principal: 'trusted', conversationId: 'theirs' } as const;
    const messageId = await scene.say('please call', theirs);
    await scene.ask({ ...theirs, messageId });

    expect(scene.sentTo('own').slice(1).join(' ')).toContain(
      'May I? Send a text to Anna. user-2 (trusted, carbonvoice) asked for it.',
    );
    expect(scene.sentTo('theirs')).toEqual(['re: please call']);
    expect(scene.sentTo('team')).toEqual(['re: hi all']);
  });

  test('finds that conversation however much was said since', async () => {
    const scene = approvalsScene();
    await scene.say('hello', { conversationId: 'own' });
    for (let index = 0; index < 600; index += 1) {
      await scene.ledger.appendMessage(
        sampleLine(`line ${index}`, 'So much to say.', { at: scene.clock.now() + index }),
      );
    }
    await scene.ask({ principal: 'trusted', author: 'user-2', conversationId: 'theirs' });

    expect(scene.sentTo('own').join(' ')).toContain('user-2 (trusted, carbonvoice) asked for it.');
  });

  test('for what a call left open is sent when the call is over', async () => {
    const scene = approvalsScene();
    await scene.say('hello', { conversationId: 'own' });
    scene.live.add('call-1');
    const onCall = { channel: 'phone', conversationId: 'call-1', callId: 'call-1' } as const;
    await scene.ask(onCall);
    await scene.clock.advanceAsync(60_000);
    await scene.rest();
    expect(scene.sentTo('own')).toEqual(['re: hello']);
    scene.live.clear();
    await scene.clock.advanceAsync(30_000);
    await scene.rest();
    expect(scene.sentTo('own').join(' ')).toContain('May I? Send a text to Anna.');
  });

  test('that could not leave before it was decided does not leave any more', async () => {
    const scene = approvalsScene();
    const messageId = await scene.say('write-anna');
    scene.thread.gate.shut();
    await scene.ask({ messageId });
    await scene.actions.answer({ id: 'action-1', verdict: 'approve', via: 'window' });
    await scene.rest();
    scene.thread.gate.open();
    await scene.rest();
    expect(scene.sentTo('conversation-1').join(' ')).not.toContain('May I?');
    expect(scene.sentTo('conversation-1').join(' ')).toContain('Done, as you approved');
  });

  test('does not leave for who is at the desk, nor for what was asked there', async () => {
    const scene = approvalsScene();
    await scene.say('hello', { conversationId: 'own' });
    await scene.ask({ channel: 'desktop', conversationId: null }, 'action-1');
    await scene.ledger.appendMessage({
      ...{ id: 'desk-1', at: scene.clock.now(), channel: 'desktop', direction: 'in' },
      ...{ principal: 'owner', author: 'owner', text: 'Hi', heard: null, conversationId: null },
      ...{ replyTo: null, callId: null, turnId: null, delivery: 'handled', attempts: 0 },
      reason: null,
    });
    await scene.ask({ principal: 'trusted', author: 'user-2', conversationId: 'c2' }, 'action-2');
    expect(scene.sentTo('own')).toEqual(['re: hello']);
    await scene.clock.advanceAsync(10 * 60_000);
    await scene.rest();
    expect(scene.sentTo('own').join(' ')).toContain('user-2 (trusted, carbonvoice) asked for it.');
    expect(scene.sentTo('own').join(' ').split('May I?')).toHaveLength(2);
  });

  test('leaves later where it cannot be told now who reads the owner’s conversation, unless it is decided', async () => {
    const scene = approvalsScene();
    await scene.say('hello', { conversationId: 'own' });
    scene.unknown.add('own');
    const theirs = { principal: 'trusted', author: 'user-2', conversationId: 'c2' } as const;
    await scene.ask(theirs, 'action-1');
    await scene.ask(theirs, 'action-2');
    expect(scene.sentTo('own')).toEqual(['re: hello']);
    await scene.actions.answer({ id: 'action-2', verdict: 'deny', via: 'window' });
    scene.unknown.clear();
    await scene.clock.advanceAsync(30_000);
    await scene.rest();
    expect(scene.sentTo('own').join(' ').split('May I?')).toHaveLength(2);
  });
});

describe('a reply to the request', () => {
  test.each([
    ['Yes.', 'sent-2', 'All right, I am doing it.', 'done'],
    ['ja, bitte', 'sent-3', 'All right, I am doing it.', 'done'],
    ['No, thanks!', 'sent-2', 'All right, I will not do it.', 'denied'],
  ])('%s decides it, without a turn of the model', async (...[text, replyTo, answer, state]) => {
    const { say, sentTo, thread, read, runs } = await asked();
    const turns = thread.agent.asked.length;
    await say('reply', { text, replyTo });

    expect(await read()).toMatchObject({ state, decidedVia: 'carbonvoice-reply' });
    expect(thread.agent.asked).toHaveLength(turns);
    expect(sentTo('conversation-1')).toContain(answer);
    expect(runs).toHaveLength(state === 'done' ? 1 : 0);
  });

  test.each([
    ['elsewhere', { text: 'yes' }],
    ['in another thread', { text: 'yes', replyTo: 'write-anna' }],
    ['that says more', { text: 'Yes, but tomorrow.', replyTo: 'sent-2' }],
    ['that asks', { text: 'Yes?', replyTo: 'sent-2' }],
    ['that is quoted', { text: '> yes', replyTo: 'sent-2' }],
    ['that is forwarded', { text: 'yes\n\nForwarded message:\n> no', replyTo: 'sent-2' }],
  ] as const)('a yes %s is a message like any other', async (_name, said) => {
    const { say, thread, read } = await asked();
    await say('reply', said);
    expect((await read()).state).toBe('pending');
    expect(thread.agent.heard.at(-1)).toBe(said.text);
  });

  test.each(['yes', 'No.'])(
    'by somebody else decides nothing, and leaves it to the first of the owner: %s',
    async (theirs) => {
      const { say, sentTo, thread, read } = await asked();
      const turns = thread.agent.asked.length;
      const trusted = { author: 'user-2', principal: 'trusted', replyTo: 'sent-2' } as const;
      await say('theirs', { text: theirs, ...trusted });
      expect((await read()).state).toBe('pending');
      expect(sentTo('conversation-1').at(-1)).toBe('Only the one I work for can answer that.');

      await say('reply', { text: 'yes', replyTo: 'sent-2' });
      expect(await read()).toMatchObject({ state: 'done', decidedVia: 'carbonvoice-reply' });
      expect(thread.agent.asked).toHaveLength(turns);
    },
  );

  test('is asked for once more also where somebody else answered since', async () => {
    const { say, read } = await asked();
    await say('Who is Anna?', { replyTo: 'sent-2' });
    const trusted = { author: 'user-2', principal: 'trusted', replyTo: 'sent-2' } as const;
    await say('theirs', { text: 'yes', ...trusted });
    await say('reply', { text: 'yes', replyTo: 'sent-2' });
    expect((await read()).state).toBe('pending');
    await say('theirs too', { text: 'yes', ...trusted });
    await say('again', { text: 'yes', replyTo: 'sent-2' });
    expect((await read()).state).toBe('done');
  });

  test('after another answer of the agent in that thread may mean that one, and decides nothing', async () => {
    const { say, sentTo, thread, read } = await asked();
    await say('Who is Anna?', { replyTo: 'sent-2' });
    expect(thread.agent.heard.at(-1)).toBe('Who is Anna?');
    const turns = thread.agent.asked.length;
    await say('reply', { text: 'yes', replyTo: 'sent-2' });
    expect((await read()).state).toBe('pending');
    expect(thread.agent.asked).toHaveLength(turns);
    expect(sentTo('conversation-1').join('\n')).toContain('Do you mean this? Send a text to Anna.');
    await say('again', { text: 'yes', replyTo: 'sent-2' });
    expect(await read()).toMatchObject({ state: 'done', decidedVia: 'carbonvoice-reply' });
  });

  test('that comes too late is told so', async () => {
    const { say, sentTo, clock, read, actions } = await asked();
    clock.setNow(clock.now() + hourMs);
    await say('late', { text: 'yes', replyTo: 'sent-2' });
    expect((await read()).state).toBe('expired');
    expect(sentTo('conversation-1').join('\n')).toContain('It has expired');
    await actions.idle();

    const other = await asked();
    await other.actions.answer({ id: 'action-1', verdict: 'deny', via: 'window' });
    await other.rest();
    await other.say('late', { text: 'yes', replyTo: 'sent-2' });
    expect(other.sentTo('conversation-1').join('\n')).toContain(
      'The owner denied it already, in the window.',
    );
  });
});

describe('a reaction to the request', () => {
  test.each([
    [['👍'], 'done'],
    [['👍🏽'], 'done'],
    [['acknowledged'], 'done'],
    [['👀', '❌'], 'denied'],
    [['👍', '👎'], 'pending'],
    [['👀'], 'pending'],
  ])('%s makes it %s', async (reactions, state) => {
    const { answers, read, rest, runs } = await asked();
    await answers.react('sent-2', reactions);
    await answers.react('sent-2', reactions);
    await rest();
    expect((await read()).state).toBe(state);
    expect(runs).toHaveLength(state === 'done' ? 1 : 0);
  });

  test('to another message does nothing', async () => {
    const { answers, read } = await asked();
    await answers.react('sent-1', ['👍']);
    expect((await read()).state).toBe('pending');
  });

  test('counts although the data file does not take it for a while', async () => {
    const { answers, ledger, clock, read, rest } = await asked();
    ledger.failNext('actionOfRequest');
    ledger.failNext('decideAction');
    const reacting = answers.react('sent-2', ['👍']);
    await clock.advanceAsync(5000);
    await reacting;
    await rest();
    expect(await read()).toMatchObject({ state: 'done', decidedVia: 'carbonvoice-reaction' });
  });

  test('comes to an end where what it is about was forgotten meanwhile', async () => {
    const { ledger, clock } = await asked();
    const gone = () => Promise.reject(new StoreError('STORE_NO_ACTION', 'It is gone.'));
    const deps = { ledger, answer: gone, clock, log: silentLogger };
    const answers = new OwnerAnswers(deps, new AbortController().signal);
    await expect(answers.react('sent-2', ['👍'])).rejects.toMatchObject({
      code: 'STORE_NO_ACTION',
    });
  });
});

test('a reply to a request whose id is not known yet waits until it is found, and decides then', async () => {
  const scene = approvalsScene();
  const { channel, clock, read, rest, sentTo } = scene;
  const fails = (): never => {
    throw new NetworkError('TIMEOUT', 'No answer in time.', { mayHaveArrived: true });
  };
  channel.sendSteps.push(() => 'sent-1', fails);
  channel.findSteps.push(fails, () => 'found-2');
  const messageId = await scene.say('write-anna');
  await scene.ask({ messageId });
  expect(sentTo('conversation-1')).toHaveLength(2);

  const saying = scene.say('sure', { text: 'Yes.', replyTo: 'found-2' });
  await clock.advanceAsync(300);
  expect((await read()).state).toBe('pending');
  for (let second = 0; second < 60; second += 1) await clock.advanceAsync(1000);
  await saying;
  await rest();
  expect(await read()).toMatchObject({ state: 'done', decidedVia: 'carbonvoice-reply' });
});
