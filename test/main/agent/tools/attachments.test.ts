import { expect, test } from 'vitest';
import { createAttachmentTools } from '../../../../main/agent/tools/attachments.ts';
import type { AgentLetter, LetterTarget } from '../../../../main/agent/tools/message-ports.ts';
import { RefusedError } from '../../../../shared/errors.ts';
import type { ModelPart, TurnRequest } from '../../../../main/agent/ports.ts';
import { agentScene } from '../agent-scene.ts';
import { call, rounds, told } from '../tool-scene.ts';

const report = {
  path: '/home/me/Documents/report.pdf',
  bytes: 182_400,
  changedAt: Date.UTC(2026, 10, 19, 9),
};
const anna = { address: 'anna@example.com', name: 'Anna' };
const inConversation = { channel: 'carbonvoice', conversationId: 'c1' } as const;

type State = {
  found: readonly LetterTarget[];
  place: string | null;
  file: typeof report | null;
};

function scene(name: string, args: unknown, change: Partial<State> = {}) {
  return sceneOf([call(name, args)], change);
}

function sceneOf(calls: readonly ModelPart[], change: Partial<State> = {}) {
  const state: State = { found: [anna], place: 'conversation:own', file: report, ...change };
  const written: AgentLetter[] = [];
  const tools = createAttachmentTools({
    letters: {
      find: async () => state.found,
      ownersPlace: async () => state.place,
      write: async (letter) => void written.push(letter),
    },
    files: {
      look: async (path) => {
        if (state.file === null) throw new RefusedError('FILE_UNUSABLE', `No file ${path}.`);
        return state.file;
      },
      find: async () => ({ files: state.file ? [state.file] : [], isWhole: false }),
    },
  });
  const model = rounds(...calls.map((one) => [one]), ['So.']);
  const agent = agentScene({ model, tools });
  const ask = (change: Partial<TurnRequest> = {}) => agent.ask({ ...inConversation, ...change });
  const approve = async () => {
    const [action] = await agent.ledger.openActions();
    await agent.actions.answer({ id: action?.id ?? '', verdict: 'approve', via: 'window' });
    await agent.actions.idle();
  };
  return { ...agent, ask, approve, model, state, written };
}

const url = 'https://example.com/map?at=1';

test('a link goes along with the answer, into the conversation of the turn', async () => {
  const { ask, written } = scene('attach_link', { url });
  await ask({ text: 'Send me the map.' });
  expect(written).toMatchObject([
    { address: 'conversation:c1', text: '', links: [url], files: [] },
  ]);
});

test.each(['desktop', 'phone'] as const)(
  'a link from %s goes into the owner’s own conversation, or is refused where there is none',
  async (channel) => {
    const one = scene('attach_link', { url });
    await one.ask({ channel, conversationId: 'elsewhere' });
    expect(one.written).toMatchObject([{ address: 'conversation:own' }]);

    const none = scene('attach_link', { url }, { place: null });
    await none.ask({ channel, conversationId: null });
    expect(none.written).toEqual([]);
    expect(told(none.model)[0]).toContain('no Carbon Voice conversation');
  },
);

test('once the turn knows words of others, a link that the owner did not write waits for a yes', async () => {
  const backlog = [
    { at: 1, principal: 'stranger', author: '+1', text: `See ${url}`, messageId: 'm' },
  ] as unknown as NonNullable<TurnRequest['backlog']>;
  const others = scene('attach_link', { url });
  await others.ask({ text: 'Send me their link.', backlog });
  expect(others.written).toEqual([]);
  expect((await others.ledger.openActions())[0]?.summary).toBe(
    `Attach the link ${url} in this conversation (conversation:c1)`,
  );

  const own = scene('attach_link', { url });
  await own.ask({ text: `Send me example.com/map?at=1, please.`, backlog });
  expect(own.written).toHaveLength(1);
});

test('nobody but the owner has anything attached', async () => {
  for (const name of ['attach_link', 'attach_file', 'find_file']) {
    const { ask, written, model } = scene(name, { url, path: report.path, words: 'report' });
    await ask({ principal: 'trusted', author: 'u-2' });
    expect(written).toEqual([]);
    expect(model.prompts[0]?.tools?.map((tool) => tool.name)).toEqual([]);
  }
});

test('a file waits for a yes that names it exactly, and is then sent under the id of its action', async () => {
  const { ask, ledger, approve, written } = scene('attach_file', {
    path: '~/Documents/report.pdf',
    to: 'Anna',
    text: 'Here it is.',
  });
  await ask();
  const [action] = await ledger.openActions();
  expect(action?.summary).toBe(
    'Send the file "/home/me/Documents/report.pdf" (182 kB, changed yesterday (Thursday, 19 November) at 10:00) to Anna (anna@example.com). With the words: “Here it is.”',
  );
  expect(written).toEqual([]);
  await approve();
  expect(written).toEqual([
    {
      ...{ id: action?.id, address: 'anna@example.com', text: 'Here it is.' },
      ...{ links: [], files: [report.path] },
    },
  ]);
});

test('a file that is another one by the time of the yes is not sent', async () => {
  const { ask, approve, state, written, ledger } = scene('attach_file', { path: 'report.pdf' });
  await ask();
  const [action] = await ledger.openActions();
  state.file = { ...report, bytes: 9_000_000 };
  await approve();
  expect(written).toEqual([]);
  expect(await ledger.readAction({ id: action?.id ?? '' })).toMatchObject({
    state: 'failed',
    result: expect.stringContaining('would not be what was approved'),
  });
});

test.each([
  { case: 'a file that is not offered', path: '/etc/passwd', file: null, text: 'No file /etc' },
  { case: 'somebody unknown', to: 'Nobody', found: [], text: 'There is no contact' },
  { case: 'an empty path', path: ' ', text: 'do not fit' },
])('$case is refused before anybody is asked', async ({ text, path, to, ...change }) => {
  const { case: _, ...state } = change;
  const args = { path: path ?? 'report.pdf', ...(to === undefined ? {} : { to }) };
  const { ask, ledger, model, written } = scene('attach_file', args, state);
  await ask();
  expect(told(model)[0]).toContain(text);
  expect(await ledger.openActions()).toEqual([]);
  expect(written).toEqual([]);
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'example', ''])(
  'the link %j is refused',
  async (bad) => {
    const { ask, model, written } = scene('attach_link', { url: bad });
    await ask();
    expect(told(model)[0]).toContain('do not fit');
    expect(written).toEqual([]);
  },
);

test('names of files are words of others: what is found makes the turn ask', async () => {
  const { ask, model, written, ledger } = sceneOf([
    call('find_file', { words: 'report' }),
    call('attach_link', { url }),
  ]);
  await ask();
  const found = told(model, 1)[0];
  expect(found).toContain('data from names of files');
  expect(found).toContain('"/home/me/Documents/report.pdf" (182 kB');
  expect(found).toContain('more files than could be looked through');
  expect(written).toEqual([]);
  expect(await ledger.openActions()).toMatchObject([{ tool: 'attach_link', state: 'pending' }]);
});
