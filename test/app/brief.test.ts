import { beforeAll, expect, test } from 'vitest';
import type { ModelRequest, ModelServer } from '../peers/model-server.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import type { ExportLine, Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { practiceCall } from './practice-call.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

type BriefLine = ExportLine & {
  readonly links?: readonly { readonly text: string; readonly messageId: string }[];
};

type Account = {
  readonly callId: string;
  readonly outcome: string | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly transcribedMs: number;
  readonly spokenCharacters: number;
  readonly briefId: string | null;
};

const invoice = 'Hello, this is about the invoice.';

function isBrief({ messages }: ModelRequest): boolean {
  return messages.some(({ role, content }) => role === 'system' && content.includes('ABOUT |'));
}

/** Answers callers, and writes briefs that name the caller's own line. */
async function startModel(): Promise<ModelServer> {
  const model = await startModelServer();
  model.words = (request) => {
    if (!isBrief(request)) return ['I will ', 'pass that on.'];
    const line = /^(?<number>\d+) \| other party/mu.exec(request.messages.at(-1)?.content ?? '');
    return [`ABOUT | ${line?.groups?.['number'] ?? ''} | The caller asks for an invoice.`];
  };
  return model;
}

async function start(home: string, model: ModelServer | null): Promise<Instance> {
  const llm = model ? { ADJUTANT_LLM_URL: model.url, ADJUTANT_LLM_MODEL: 'small' } : {};
  const env = { ADJUTANT_PHONE_DISCLOSURE: 'I am an AI.', ADJUTANT_PHONE_GREETING: '', ...llm };
  return startInstance({ home, args: ['--rehearsal'], env });
}

/** A caller says something, is answered, and hangs up. */
async function hearCaller(app: Instance): Promise<string> {
  const callId = await practiceCall(app, invoice);
  await until('the agent answers', async () => {
    const out = await app.look('turns');
    const turns = JSON.parse(out) as readonly { readonly firstSentAt: number | null }[];
    return turns.some(({ firstSentAt }) => firstSentAt !== null);
  });
  expect((await app.cli(['rehearse', 'hangup'])).code).toBe(0);
  return callId;
}

async function briefs(app: Instance): Promise<readonly BriefLine[]> {
  const lines = (await app.thread()) as readonly BriefLine[];
  return lines.filter(({ channel, links }) => channel === 'system' && links !== undefined);
}

async function accounts(app: Instance): Promise<readonly Account[]> {
  return JSON.parse(await app.look('calls', '--last', '5')) as readonly Account[];
}

test.concurrent('a call is told of in the thread, each point with its line, and counted', async () => {
  await using model = await startModel();
  await using home = await temporaryHome();
  await using app = await start(home.path, model);
  const callId = await hearCaller(app);

  const brief = await until('the brief', async () => (await briefs(app))[0]);
  const asked = (await app.thread()).find(({ text }) => text === invoice);
  expect(brief).toMatchObject({
    ...{ callId, principal: 'owner', author: 'agent', conversationId: null, delivery: 'sent' },
    links: [{ text: 'The caller asks for an invoice.', messageId: asked?.id }],
  });
  expect(brief.text).toMatch(/^Call from \+12025550123 \(stranger\): answered; the other side/);
  const [account] = await accounts(app);
  expect(account).toMatchObject({ callId, outcome: 'answered', briefId: brief.id, goal: null });
  expect(account?.transcribedMs).toBeGreaterThan(500);
  expect(account?.spokenCharacters).toBeGreaterThanOrEqual('I am an AI.'.length);
});

test.concurrent('a call out to somebody who is busy is told of in one line', async () => {
  await using home = await temporaryHome();
  await using app = await start(home.path, null);
  await until('somebody can be called', async () => {
    return (await app.cli(['call', '+12025550102'])).code === 0;
  });

  const brief = await until('the line', async () => (await briefs(app))[0]);

  expect(brief).toMatchObject({
    text: expect.stringContaining('Call to +12025550102: busy.'),
    links: [],
  });
  expect(await accounts(app)).toMatchObject([
    { outcome: 'busy', answeredAt: null, briefId: brief.id },
  ]);
});

test.concurrent('a brief that the end of the app interrupts is made at the next start, once', async () => {
  await using model = await startModel();
  await using home = await temporaryHome();
  {
    await using app = await start(home.path, model);
    const asked = new Promise<void>((resolve) => {
      model.onStage = (stage, request) => {
        if (stage !== 'asked' || !isBrief(request)) return;
        model.mood = 'hang';
        resolve();
      };
    });
    await hearCaller(app);
    await asked;
    await app.kill();
  }
  model.mood = 'answer';
  model.onStage = () => {};
  {
    await using app = await start(home.path, model);
    const brief = await until('the brief', async () => (await briefs(app))[0]);
    expect(brief.links).toHaveLength(1);
    await app.cli(['quit']);
    await app.exited;
  }
  await using app = await start(home.path, model);
  await until('the phone is connected', async () => {
    const { connections } = await app.status();
    return connections.voipbin.status === 'connected';
  });
  expect(await briefs(app)).toHaveLength(1);
});

test.concurrent('a call that the end of the app cuts off is told of at the next start', async () => {
  await using home = await temporaryHome();
  {
    await using app = await start(home.path, null);
    await practiceCall(app, invoice);
    await until('the caller was understood', async () =>
      (await app.thread()).some(({ text }) => text === invoice),
    );
    await app.kill();
  }
  await using app = await start(home.path, null);

  const brief = await until('the brief', async () => (await briefs(app))[0]);

  expect(brief.text).toContain('cut off: Adjutant stopped during the call.');
  expect(brief.text).toContain(`First words: “${invoice}”`);
  const [account] = await accounts(app);
  expect(account).toMatchObject({ outcome: 'cut', briefId: brief.id });
});
