import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../../main/call/ports.ts';
import { NetworkError, RemoteError } from '../../../../shared/errors.ts';
import { createNumbers, FakeAccount, FakeNumberBook, number } from './number-scene.ts';

const { signal } = new AbortController();
const lost = new NetworkError('X', 'The network is gone.');
const forbidden = new RemoteError('VOIPBIN_PERMISSION_DENIED', 'No.', { status: 403 });

function call(status: CallRecord['status'], to = number): CallRecord {
  const from = { type: 'tel', target: '+12025550111', name: '' } as const;
  return {
    ...{ id: 'call', direction: 'incoming', status, from, to: { ...from, target: to } },
    ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
  };
}

describe('setting a number up', () => {
  test('touches nothing before it is asked for', async () => {
    const { care, account } = createNumbers();
    await care.load();
    await care.here(signal);
    await care.away(signal);
    expect(await care.list(signal)).toEqual([
      { number, answeredBy: 'other', flow: 'Front desk', isSetUp: false },
    ]);
    expect(account.changes).toEqual([]);
  });

  test('makes two flows, keeps what answers texts, and is undone exactly', async () => {
    const { care, account, book } = createNumbers();
    expect(await care.answer(number, signal)).toMatchObject({ number, answeredBy: 'adjutant' });
    expect(account.callFlow).toBe(`Adjutant answers ${number}`);
    expect(account.own[0]).toMatchObject({ messageFlowId: 'texts' });
    expect(book.rows.get(number)).toMatchObject({
      earlierFlowId: 'front-desk',
      state: 'answering',
    });

    expect(await care.undo(number, signal)).toMatchObject({ restored: true });
    expect(account.own[0]).toMatchObject({ callFlowId: 'front-desk', messageFlowId: 'texts' });
    expect(account.all.map(({ name }) => name)).toEqual(['Front desk']);
    expect(book.rows.size).toBe(0);
  });

  test('does it once, however often it is asked', async () => {
    const { care, account, book } = createNumbers();
    await Promise.all([care.answer(number, signal), care.answer(number, signal)]);
    expect(account.changes.map(({ what }) => what)).toEqual(['made', 'made', 'set']);
    expect(book.rows.get(number)?.earlierFlowId).toBe('front-desk');
  });

  test('puts nothing back where nothing answered', async () => {
    const account = new FakeAccount();
    account.own = account.own.map((own) => ({ ...own, callFlowId: null }));
    const { care } = createNumbers({ account });
    await care.answer(number, signal);
    await care.undo(number, signal);
    expect(account.own[0]?.callFlowId).toBeNull();
  });

  test('sends every call to the mailbox while no caller is wanted', async () => {
    const { care, account } = createNumbers({ wantsCalls: () => false });
    expect(await care.answer(number, signal)).toMatchObject({
      answeredBy: 'mailbox',
      detail: expect.stringContaining('phone.inbound is off'),
    });
    expect(account.callFlow).toBe(`Adjutant mailbox ${number}`);
    expect(care.hasMailbox(call('ringing'))).toBe(true);
  });

  test('changes the flows when the mailbox is to say something else', async () => {
    const { account, book, care } = createNumbers();
    await care.answer(number, signal);
    const next = createNumbers({ account, book, mailboxText: 'We are closed.' });
    await next.care.load();
    account.changes.length = 0;
    expect(await next.care.here(signal)).toBe(true);
    expect(account.changes.map(({ what }) => what)).toEqual(['changed', 'changed']);
    expect(JSON.stringify(account.all)).toContain('We are closed.');
  });
});

describe('a set-up that fails', () => {
  test('says so for a number that is not of the account, and names those that are', async () => {
    const { care, account } = createNumbers();
    await expect(care.answer('+12025550100', signal)).rejects.toMatchObject({
      code: 'NUMBER_UNKNOWN',
      remedy: `It has: ${number}.`,
    });
    expect(account.changes).toEqual([]);
  });

  test.each(['numbers', 'flows', 'createFlow', 'setFlows'])(
    'names missing rights at %s, and is not tried again by itself',
    async (request) => {
      const { care, account, book } = createNumbers();
      account.failures.set(request, forbidden);
      await expect(care.answer(number, signal)).rejects.toMatchObject({ code: 'NUMBER_RIGHTS' });
      expect(account.own[0]?.callFlowId).toBe('front-desk');
      expect(book.rows.size).toBe(0);
    },
  );

  test('a number that works is known on after missing rights', async () => {
    const { care, account, book } = createNumbers();
    await care.answer(number, signal);
    account.all = account.all.filter(({ name }) => !name.startsWith('Adjutant mailbox'));
    account.failures.set('createFlow', forbidden);
    await expect(care.answer(number, signal)).rejects.toMatchObject({ code: 'NUMBER_RIGHTS' });
    expect(account.callFlow).toBe(`Adjutant answers ${number}`);
    expect(care.rings(call('ringing'))).toBe(true);
    expect(book.rows.get(number)?.state).toBe('answering');
  });

  test.each(['createFlow', 'setFlows'])('half done at %s is finished later', async (request) => {
    const { care, account, book } = createNumbers();
    account.failures.set(request, lost);
    const failing = care.answer(number, signal);
    await expect(failing).rejects.toMatchObject({ code: 'NUMBER_HALF_DONE' });
    await expect(failing).rejects.toThrow('answered as before: The network is gone.');
    expect(account.own[0]?.callFlowId).toBe('front-desk');

    const next = createNumbers({ account, book });
    await next.care.load();
    await next.care.here(signal);
    expect(account.callFlow).toBe(`Adjutant answers ${number}`);
    await next.care.undo(number, signal);
    expect(account.own[0]?.callFlowId).toBe('front-desk');
  });
});

describe('an undo', () => {
  test('works for a new installation, by what the flow tells', async () => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    const reinstalled = createNumbers({ account, book: new FakeNumberBook() });
    await reinstalled.care.load();
    expect(await reinstalled.care.list(signal)).toMatchObject([{ isSetUp: true }]);
    expect(await reinstalled.care.undo(number, signal)).toMatchObject({ restored: true });
    expect(account.own[0]?.callFlowId).toBe('front-desk');
  });

  test('leaves alone what somebody else has set in the meantime', async () => {
    const { care, account, book } = createNumbers();
    await care.answer(number, signal);
    account.own = account.own.map((own) => ({ ...own, callFlowId: 'other-app' }));
    const undone = await care.undo(number, signal);
    expect(undone).toMatchObject({ restored: false });
    expect(undone.detail).toContain('left as it is');
    expect(account.own[0]?.callFlowId).toBe('other-app');
    expect(book.rows.size).toBe(0);
  });

  test('is refused for a number that was not set up', async () => {
    const { care } = createNumbers();
    await expect(care.undo(number, signal)).rejects.toMatchObject({ code: 'NUMBER_NOT_SET_UP' });
  });

  test('can be asked again after it failed', async () => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    account.failures.set('setFlows', lost);
    await expect(care.undo(number, signal)).rejects.toThrow('network');
    expect(await care.undo(number, signal)).toMatchObject({ restored: true });
    expect(account.own[0]?.callFlowId).toBe('front-desk');
  });
});

describe('being away', () => {
  test('gives the calls to the mailbox, and takes them back', async () => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    expect(care.rings(call('ringing'))).toBe(true);
    expect(await care.away(signal)).toBe(true);
    expect(account.callFlow).toBe(`Adjutant mailbox ${number}`);
    expect(care.rings(call('ringing'))).toBe(false);
    expect(await care.here(signal)).toBe(true);
    expect(account.callFlow).toBe(`Adjutant answers ${number}`);
  });

  test('leaves no number ringing that was being taken back', async () => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    await care.away(signal);
    const done = await Promise.all([care.here(signal), care.away(signal)]);
    expect(done).toEqual([true, true]);
    expect(account.callFlow).toBe(`Adjutant mailbox ${number}`);
  });

  test('takes no number that another app has set since', async () => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    account.own = account.own.map((own) => ({ ...own, callFlowId: 'other-app' }));
    await care.away(signal);
    await care.here(signal);
    expect(account.own[0]?.callFlowId).toBe('other-app');
    expect(care.numbers).toEqual([]);
    expect(care.hasMailbox(call('progressing'))).toBe(false);
  });

  test.each(['numbers', 'setFlows'])('says when %s failed, and throws nothing', async (request) => {
    const { care, account } = createNumbers();
    await care.answer(number, signal);
    account.failures.set(request, lost);
    expect(await care.away(signal)).toBe(false);
    expect(await care.here(signal)).toBe(true);
    expect(account.callFlow).toBe(`Adjutant answers ${number}`);
  });

  test('leaves a call that was answered without us to the mailbox', async () => {
    const { care } = createNumbers();
    await care.answer(number, signal);
    expect(care.hasMailbox(call('progressing'))).toBe(true);
    expect(care.hasMailbox(call('ringing'))).toBe(false);
    expect(care.hasMailbox(call('progressing', '+12025550100'))).toBe(false);
  });
});
