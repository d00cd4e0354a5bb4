import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SenderView } from '../../shared/sender.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { toLines } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

async function deliveryOf(app: Instance, author: string): Promise<readonly string[]> {
  const lines = await app.thread();
  return lines.filter((line) => line.author === author).map(({ delivery }) => delivery);
}

// Mostly waiting: side by side.
describe.concurrent('a new sender', () => {
  test('gets nothing, until the owner allows them: at once, kept, and each message answered once', async () => {
    await using double = await startCarbonVoice();
    double.names.set('new-user', 'Ada Lovelace');
    await using home = await temporaryHome();
    const start = {
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' },
    };
    const say = (text: string) => double.say({ text, conversationId: 'c1', from: 'new-user' });
    const first = await (async () => {
      await using app = await startInstance(start);
      await app.untilCarbonVoice('connected');
      const refused = say('May I?');
      await until(
        'it is ignored',
        async () => (await deliveryOf(app, 'new-user'))[0] === 'ignored',
      );
      expect(double.journal.reactions).toEqual([]);
      expect(double.journal.readMarks).toEqual([]);
      expect(toLines<readonly SenderView[]>((await app.cli(['senders'])).out)[0]).toMatchObject([
        { senderId: 'new-user', name: 'Ada Lovelace', allowed: false, refused: 1, recent: 1 },
      ]);
      const allowed = await app.cli(['allow', 'new-user']);
      expect(toLines(allowed.out)).toEqual([{ senderId: 'new-user', answered: 0, recent: 1 }]);
      const answered = await app.cli(['allow', 'new-user', '--answer']);
      expect(toLines(answered.out)).toEqual([{ senderId: 'new-user', answered: 1, recent: 1 }]);
      await app.cli(['allow', 'new-user', '--answer']);
      await until('the reply', () => double.repliesTo(refused).length === 1);
      return refused;
    })();
    const text = await readFile(join(home.path, 'settings.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ carbonvoice: { allow: ['new-user'] } });
    await using app = await startInstance(start);
    const second = say('And now?');
    await until('the reply after a restart', () => double.repliesTo(second).length === 1);
    expect(double.repliesTo(first)).toHaveLength(1);
    await app.cli(['disallow', 'new-user']);
    say('And now?');
    await until('it is ignored again', async () => {
      return (await deliveryOf(app, 'new-user')).at(-1) === 'ignored';
    });
  });

  test('is not allowed by command where a variable fixes who is', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_ALLOW: 'friend-user' },
    });
    const { code, err } = await app.cli(['allow', 'new-user']);
    expect(code).toBe(1);
    expect(err).toContain('The variable ADJUTANT_CARBONVOICE_ALLOW fixes who may write.');
  });
});
