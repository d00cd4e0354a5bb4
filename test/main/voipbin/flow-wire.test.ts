import { describe, expect, test } from 'vitest';
import { answeringFlow, mailboxFlow, readMark, ringMs } from '../../../main/voipbin/flow-wire.ts';

const content = {
  number: '+12025550199',
  earlierFlowId: '7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d',
  mailboxText: 'Tom & Ann <away>, ${name}.',
  language: 'en-US',
};

function types(plan: ReturnType<typeof mailboxFlow>): readonly string[] {
  return plan.actions.map(({ type }) => type);
}

describe('the flow that answers', () => {
  const plan = answeringFlow(content);

  test('rings first and answers nothing by itself before the mailbox', () => {
    expect(plan.actions[0]).toEqual({ type: 'sleep', option: { duration: ringMs } });
    expect(types(plan).indexOf('answer')).toBeGreaterThan(types(plan).indexOf('hangup'));
  });

  test('jumps to an action that is there, unless the call is up', () => {
    const option = plan.actions[1]?.option;
    expect(option?.['status']).toBe('progressing');
    const target = plan.actions.findIndex(({ id }) => id === option?.['false_target_id']);
    expect(types(plan).slice(target)).toEqual(types(mailboxFlow(content)));
  });
});

describe('the flow of the mailbox', () => {
  const plan = mailboxFlow(content);

  test('answers, speaks, listens for a bounded time, and hangs up', () => {
    expect(types(plan)).toEqual([
      ...['answer', 'talk', 'beep', 'transcribe_start', 'recording_start', 'sleep'],
      ...['talk', 'hangup'],
    ]);
    expect(plan.actions[5]?.option).toEqual({ duration: 120_000 });
  });

  test('says nothing that speech markup or a variable could be made of', () => {
    const text = String(plan.actions[1]?.option?.['text']);
    expect(text).not.toMatch(/[<>&]|\$\{/u);
    expect(text).toContain('Tom  and  Ann');
  });
});

describe('the mark of a flow', () => {
  test('is read back from what the service keeps', () => {
    const { name, detail } = answeringFlow(content);
    expect(readMark({ name, detail })).toMatchObject({
      role: 'answers',
      number: content.number,
      earlierFlowId: content.earlierFlowId,
    });
    const none = mailboxFlow({ ...content, earlierFlowId: null });
    expect(readMark(none)).toMatchObject({ role: 'mailbox', earlierFlowId: null });
  });

  test('tells another content apart, and the same not', () => {
    const version = (text: string) => mailboxFlow({ ...content, mailboxText: text }).detail;
    expect(version('One.')).toBe(version('One.'));
    expect(version('One.')).not.toBe(version('Two.'));
  });

  test.each([
    { name: 'Adjutant answers +12025550199', detail: 'My own.' },
    { name: 'Front desk', detail: answeringFlow(content).detail },
  ])('is none for %j', (flow) => {
    expect(readMark(flow)).toBeNull();
  });
});
