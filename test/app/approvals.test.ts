import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../shared/action.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { startModelServer } from '../peers/model-server.ts';
import type { ModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

/** Asked to write, it calls the tool; afterwards it says that it waits. */
function scripted(model: ModelServer): void {
  model.words = () => ['It ', 'waits.'];
  model.toolCall = ({ messages }) => {
    const last = messages.at(-1);
    if (last?.role !== 'user') return null;
    if (last.content.includes('Send the plan')) {
      return { name: 'attach_file', args: { path: 'plan.txt', text: 'The plan.' } };
    }
    if (!last.content.includes('Write to')) return null;
    const text = `Hello, ${last.content.split(' ').at(-1)}`;
    return { name: 'send_carbon_voice_message', args: { to: 'conversation:c-anna', text } };
  };
}

const env = (double: CarbonVoiceDouble, model: ModelServer) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  ADJUTANT_LLM_URL: model.url,
  ADJUTANT_LLM_MODEL: 'small',
});

const sends = (double: CarbonVoiceDouble, words: string): readonly StoredMessage[] =>
  double.sends.filter(({ transcript }) => transcript.includes(words));

/** The owner says it; gives the request that comes for it. */
async function request(
  double: CarbonVoiceDouble,
  app: Instance,
  name: string,
): Promise<StoredMessage> {
  const asked = double.say({ text: `Write to ${name}`, conversationId: 'c1' });
  await double.deliver(app.webhookUrl, asked, 'current');
  return until('the request', () =>
    sends(double, 'May I?').find(({ transcript }) => transcript.includes(`Hello, ${name}`)),
  );
}

async function last(app: Instance): Promise<Action | undefined> {
  return (JSON.parse(await app.look('audit', '--json', '--last', '1')) as readonly Action[])[0];
}

describe.concurrent('what waits for a yes', () => {
  test('is done once and told once by a reply, over kills in between', async () => {
    await using double = await startCarbonVoice();
    await using model = await startModelServer();
    scripted(model);
    await using home = await temporaryHome();
    const start = () => startInstance({ home: home.path, env: env(double, model) });
    {
      await using app = await start();
      await request(double, app, 'Anna.');
      // By its id at the service it is known what a reply is to.
      await until('the request is known to be out', async () => {
        const { pending, unknown } = (await app.status()).outbox;
        return pending + unknown === 0;
      });
      await app.kill();
    }
    const [asked] = sends(double, 'May I?');
    {
      await using app = await start();
      const yes = double.say({ text: 'Yes.', conversationId: 'c1', replyTo: asked?.id ?? '' });
      await double.deliver(app.webhookUrl, yes, 'current');
      await until('the letter', () => sends(double, 'Hello, Anna.').length > 1);
      await app.kill();
    }
    await using app = await start();
    await until('the report', () => sends(double, 'Done, as you approved').length > 0);
    await until('rest', async () => {
      const { outbox, inbox } = await app.status();
      return outbox.pending + inbox.pending === 0;
    });
    const letters = double.sends.filter(({ transcript }) => transcript === 'Hello, Anna.');
    expect(letters).toMatchObject([{ conversationId: 'c-anna' }]);
    expect(sends(double, 'May I?')).toHaveLength(1);
    expect(sends(double, 'Done, as you approved')).toMatchObject([{ threadId: asked?.threadId }]);
    expect(sends(double, 'All right, I am doing it.')).toHaveLength(1);
    expect(await last(app)).toMatchObject({ state: 'done', decidedVia: 'carbonvoice-reply' });
  });

  test('is decided by whoever is first, by a reaction as well, and survives a kill after the yes', async () => {
    await using double = await startCarbonVoice();
    await using model = await startModelServer();
    scripted(model);
    await using home = await temporaryHome();
    await using papers = await temporaryHome();
    const variables = { ...env(double, model), ADJUTANT_AGENT_FILE_FOLDERS: papers.path };
    const start = () => startInstance({ home: home.path, env: variables });
    {
      await using app = await start();
      double.react(await request(double, app, 'Bob.'), '👍', 'somebody');
      double.react(await request(double, app, 'Carl.'), '👍');
      await until('the letter', () =>
        double.sends.some(({ transcript }) => transcript === 'Hello, Carl.'),
      );
      expect(await last(app)).toMatchObject({ decidedVia: 'carbonvoice-reaction' });
      const [bob] = JSON.parse(await app.look('approvals', '--json')) as readonly Action[];
      const id = bob?.id ?? '';
      const both = await Promise.all([app.cli(['approve', id]), app.cli(['deny', id])]);
      expect(new Set(both.map(({ code }) => code))).toEqual(new Set([0, 1]));
      expect(both.find(({ code }) => code === 1)?.err).toMatch(/The owner (?:approved|denied) it/u);

      await request(double, app, 'Dora.');
      const [dora] = JSON.parse(await app.look('approvals', '--json')) as readonly Action[];
      expect((await app.cli(['approve', dora?.id ?? ''])).code).toBe(0);
      await app.kill();
    }
    await using app = await start();
    await until('the letter', () =>
      double.sends.some(({ transcript }) => transcript === 'Hello, Dora.'),
    );
    await until('it is done', async () => (await last(app))?.state === 'done');
    const letters = double.sends.filter(({ transcript }) => transcript === 'Hello, Dora.');
    expect(letters).toHaveLength(1);

    await writeFile(join(papers.path, 'plan.txt'), 'the plan');
    const asked = double.say({ text: 'Send the plan', conversationId: 'c1' });
    await double.deliver(app.webhookUrl, asked, 'current');
    const question = await until('the request', () =>
      sends(double, 'May I?').find(({ transcript }) => transcript.includes('plan.txt" (8 bytes')),
    );
    double.react(question, '👍');
    // The file is there before the message that shows it.
    await until('the file', () =>
      double.sends.some(({ transcript }) => transcript === 'The plan.'),
    );
    const plans = double.sends.filter(({ transcript }) => transcript === 'The plan.');
    expect(plans).toMatchObject([{ conversationId: 'c1', attachments: [{}] }]);
    const link = plans[0]?.attachments[0]?.link ?? '';
    expect(double.storage.files.get(link)?.bytes.toString()).toBe('the plan');
  });
});
