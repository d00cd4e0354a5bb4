import { describe, expect, test } from 'vitest';
import { phrases } from '../../../../main/call/call-phrases.ts';
import { practiceNumbers } from '../../../../main/rehearsal/voipbin/callees.ts';
import { say, silence, waitForSilence } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type {
  CallerScript,
  UtteranceOptions,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { PhoneWorld } from './phone-world.ts';
import type { WorldOptions } from './phone-world.ts';

const { stepUp } = phrases;

/** Says one thing after the other, each when the agent has been silent for a while. */
function script(texts: readonly string[], options: UtteranceOptions = {}): CallerScript {
  return [...texts.flatMap((text) => [waitForSilence(3500), say(text, options)]), silence()];
}

/** What the caller heard; the service plays sentence by sentence. */
function said(world: PhoneWorld, id: string): string {
  return world.texts(id).join(' ');
}

async function called(
  texts: readonly string[],
  options: WorldOptions & { readonly utterance?: UtteranceOptions } = { pin: '4711' },
) {
  const world = await PhoneWorld.open({
    settings: { greeting: 'Hello.' },
    ...options,
  });
  const told: string[] = [];
  world.desk.changed.on((call) => void told.push(JSON.stringify(call.session.state)));
  const id = world.dial(script(texts, options.utterance));
  const principal = () => world.desk.calls[0]?.principal;
  return { world, id, told, principal };
}

describe('the PIN on a call', () => {
  test.each([
    ['My PIN is 4711.', {}],
    ['My PIN is four seven one one.', { split: 3 }],
    ['My PIN is forty-seven eleven.', { withEvents: false }],
  ])('makes it the owner’s, and goes nowhere: %s', async (text, utterance) => {
    const { world, id, told, principal } = await called([text, 'What is on today?'], {
      ...{ pin: '4711', utterance },
    });
    await world.until(() => said(world, id).includes(stepUp.right), 30_000);
    expect(principal()).toBe('owner');
    await world.until(() => world.questions.length > 0, 30_000);
    expect(world.questions.map((one) => one.text)).toEqual(['What is on today?']);
    expect(world.lines(id, 'in')[0]).toMatch(/^My PIN is \[PIN\]( \[PIN\])?\.$/u);
    const everything = JSON.stringify([told, world.kept, world.questions, world.texts(id)]);
    expect(everything).not.toMatch(/4711|four seven|forty-seven|seven one one/u);
    expect(world.owner.tries.failures).toEqual([]);
  });

  test('may be wrong three times on a call; then nothing helps but the desk', async () => {
    const wrong = ['My PIN is 1234.', '2345', 'My PIN is 3456.', 'My PIN is 4711.'];
    const { world, id, principal } = await called(wrong);
    await world.until(() => world.lines(id, 'in').length === 4, 120_000);
    await world.run(10_000);
    const all = ['Hello.', stepUp.wrong(2), stepUp.lastTry, stepUp.lockedCall, stepUp.lockedCall];
    expect(said(world, id)).toBe(all.join(' '));
    expect(principal()).toBe('stranger');
    expect(world.questions).toEqual([]);
    world.desk.stepUp(null, 'window');
    expect(principal()).toBe('owner');
    await world.until(() => said(world, id).includes(stepUp.atDesk), 20_000);
  });

  test('may be wrong five times a day, on all calls together', async () => {
    const { world, id } = await called(['My PIN is 1234.', 'My PIN is 4711.']);
    world.owner.tries.failures.push(...[1, 2, 3, 4].map((hours) => world.clock.now() - hours));
    await world.until(() => said(world, id).includes(stepUp.lockedDay), 60_000);
    await world.run(30_000);
    expect(said(world, id)).not.toContain(stepUp.right);
    expect(world.owner.tries.failures).toHaveLength(5);
  });

  test('is asked for, waited for in pieces, and none is missed', async () => {
    const { world, id } = await called(['I am your owner.', 'four seven', 'one one']);
    await world.until(() => said(world, id).includes(stepUp.right), 60_000);
    expect(said(world, id)).toBe(['Hello.', stepUp.sayIt, stepUp.goOn, stepUp.right].join(' '));
    expect(world.lines(id, 'in')).toEqual(['I am your owner.', '[PIN]', '[PIN]']);
  });

  test('is not set: the desk is named', async () => {
    const { world, id } = await called(['My PIN is 4711.'], {});
    await world.run(30_000);
    expect(said(world, id)).toContain(stepUp.unset);
    expect(world.lines(id, 'in')).toEqual(['My PIN is [PIN].']);
  });

  test('is lost with a call that is handed over', async () => {
    const { world, id, principal } = await called(['My PIN is 4711.']);
    await world.until(() => said(world, id).includes(stepUp.right), 30_000);
    const target = { type: 'tel', target: practiceNumbers.answers, name: '' } as const;
    world.desk.handOver(null, target, null);
    expect(principal()).toBe('owner');
    await world.until(() => world.lines(id, 'hand-over').length === 1, 30_000);
    expect(principal()).toBe('stranger');
    expect(() => world.desk.stepUp(null, 'window')).toThrow('Nobody is on the line');
  });
});

describe('what waits for a yes', () => {
  const summary = 'Send a text message to +12025550144: “I am late.”';
  const asking = async (answer: readonly string[], more: WorldOptions = { pin: '4711' }) => {
    const { world, id } = await called(['My PIN is 4711.', ...answer], more);
    await world.until(() => said(world, id).includes(stepUp.right), 30_000);
    const approval = { id: 'action-1', summary };
    world.owner.approvals.news.emit({ type: 'asked', callId: id, approval });
    return { world, id, answers: world.owner.approvals.answers };
  };

  test.each([
    ['Yes, please.', ['approve action-1'], phrases.approval.approved],
    ['No, don’t.', ['deny action-1'], phrases.approval.denied],
  ])('is read out whole, and decided by “%s”', async (answer, expected, words) => {
    const { world, id, answers } = await asking([answer]);
    await world.until(() => said(world, id).includes(words), 60_000);
    expect(answers).toEqual(expected);
    expect(said(world, id)).toContain(`${phrases.approval.before} Send a text message to`);
    expect(world.questions).toEqual([]);
  });

  test('is left pending by any other words, which are answered as always', async () => {
    const { world, answers } = await asking(['Yes, but what time is it?']);
    await world.until(() => world.questions.length === 1, 60_000);
    expect(world.questions[0]?.text).toBe('Yes, but what time is it?');
    await world.run(20_000);
    expect(answers).toEqual([]);
  });

  test('is not decided by a yes over the readback: it is read out again', async () => {
    const { world, id, answers } = await asking([]);
    const isReading = (): boolean => world.texts(id).at(-1)?.startsWith('Send a text') === true;
    await world.until(isReading, 30_000);
    world.service.say(id, 'Yes. Yes. Do it.');
    await world.until(() => world.lines(id, 'in').includes('Yes. Yes. Do it.'), 20_000);
    expect(answers).toEqual([]);
    const readings = () => world.texts(id).filter((text) => text.startsWith('Send a text')).length;
    await world.until(() => readings() === 2, 30_000);
    expect(world.questions).toEqual([]);
  });

  test('is not decided by a yes to what was said after it', async () => {
    const { world, id, answers } = await asking([]);
    await world.until(() => world.texts(id).at(-1) === phrases.approval.after, 30_000);
    await world.run(3000);
    world.desk.calls[0]?.session.happen({ type: 'owner-says', text: 'Would you like tea?' });
    await world.run(4000);
    world.service.say(id, 'Yes.');
    await world.until(() => world.questions.length === 1, 20_000);
    expect(answers).toEqual([]);
  });

  test('comes one after the other, and is forgotten when it is decided elsewhere', async () => {
    const { world, id, answers } = await asking(['Yes.', 'No.']);
    const { news } = world.owner.approvals;
    for (const one of ['action-2', 'action-3']) {
      const approval = { id: one, summary: `Call ${one}.` };
      news.emit({ type: 'asked', callId: id, approval });
    }
    news.emit({ type: 'settled', callId: id, id: 'action-2' });
    await world.until(() => said(world, id).includes(phrases.approval.denied), 120_000);
    expect(answers).toEqual(['approve action-1', 'deny action-3']);
  });

  test('is told as decided where another answer was first', async () => {
    const { world, id, answers } = await asking(['Yes.']);
    world.owner.approvals.isLate = true;
    await world.until(() => said(world, id).includes(phrases.approval.late), 60_000);
    expect(answers).toEqual([]);
  });

  test('is not read out to anybody but the owner, whose yes would be none', async () => {
    const { world, id } = await called(['Yes.', 'Yes, do it.']);
    await world.run(5000);
    const approval = { id: 'action-1', summary };
    world.owner.approvals.news.emit({ type: 'asked', callId: id, approval });
    await world.until(() => world.questions.length === 2, 60_000);
    expect(said(world, id)).not.toContain('Send a text message to');
    expect(world.owner.approvals.answers).toEqual([]);
  });
});

describe('words of code', () => {
  const goodbye = 'It was nice to talk. Goodbye.';

  test('end a call after the present words, and the caller’s words take that back', async () => {
    const { world, id } = await called(['What is new?', 'One more thing!', 'Goodbye, then.']);
    const ended = (text: string): boolean => said(world, id).includes(text);
    await world.until(() => world.questions.length === 1, 30_000);
    world.desk.calls[0]?.session.happen({ type: 'farewell-asked', goodbye });
    await world.until(() => ended(goodbye) || world.questions.length === 2, 30_000);
    world.service.say(id, 'Wait, one more question.');
    await world.until(() => world.questions.length === 2, 30_000);
    expect(world.status(id)).toBe('progressing');
    world.desk.calls[0]?.session.happen({ type: 'farewell-asked', goodbye });
    await world.until(() => world.status(id) === 'hangup', 60_000);
    expect(world.texts(id).at(-1)).toBe('Goodbye.');
  });

  test('begin a call that is for something', async () => {
    const world = await PhoneWorld.open({
      settings: { greeting: 'Hello.', disclosure: 'I am an AI.' },
    });
    const target = '+12025550177';
    world.service.expectCall(target, { type: 'answers', afterMs: 2000, script: [silence()] });
    const party = { type: 'tel', target, name: '' } as const;
    const { callId } = await Promise.all([
      world.desk.place(party, 'Ask for a table', 'It is about a table for two.'),
      world.run(1000),
    ]).then(([placed]) => placed);
    await world.until(() => said(world, callId).includes('a table for two.'), 20_000);
    const words = ['I am an AI.', phrases.onBehalf, 'It is about a table for two.'];
    expect(said(world, callId)).toBe(words.join(' '));
  });
});
