import { beforeAll, expect, test } from 'vitest';
import { refusal } from '../main/ingress/ingress-scene.ts';
import { carbonVoiceTarget, damage, send, success } from '../main/ingress/damages.ts';
import { createRandom } from '../main/ingress/random.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const count = 240;

test('a running app takes no harm from damaged deliveries, answers a good one, and logs nothing of them', async () => {
  await using double = await startCarbonVoice();
  await using home = await temporaryHome();
  await using app = await startInstance({
    home: home.path,
    env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' },
  });
  await app.untilCarbonVoice('connected');
  const { local, carbonvoice, voipbin } = app.ready.ingress;
  const random = createRandom(7);
  const targets = [carbonvoice, voipbin].map(carbonVoiceTarget);
  const odd: string[] = [];
  const answers = Array.from({ length: count }, async (_, index) => {
    const target = targets[index % 16 < 12 ? 0 : 1];
    if (!target) return;
    const { what, bytes, verdict } = damage(target, index, random);
    const answer = await send(local, { what, bytes, ends: true, verdict });
    const isTaken = verdict === 'judged' && success.test(answer);
    if (answer !== refusal && !isTaken && !isCut(answer)) odd.push(`${what}: ${answer}`);
  });
  await Promise.all(answers);
  expect(odd).toEqual([]);

  const message = double.say({ text: 'note that it works', conversationId: 'good' });
  expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
  await until('it is answered', () => double.repliesTo(message).length === 1);
  expect(double.sends).toHaveLength(1);
  const words = (await app.thread()).filter(({ text }) => text !== '');
  expect(words.map(({ conversationId }) => conversationId)).toEqual(['good', 'good']);
  const secrets = [carbonvoice, voipbin].map((path) => path.split('/').at(-1) ?? '');
  for (const word of ['Grüße', 'a-sender', 'transcript_txt', 'inherited', ...secrets]) {
    expect(app.err).not.toContain(word);
  }
});

/** So many wrong paths at once are too many: the rest is cut off, whatever it is. */
function isCut(answer: string): boolean {
  return answer === '' || answer === 'read ECONNRESET: ' || answer === 'write EPIPE: ';
}
