import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { CarbonVoiceExchange } from '../../../main/carbonvoice/exchange.ts';

/** What one question comes to: a status, or the code by which it fails. */
type Answer = number | string;

const passing: readonly Answer[] = [502, 503, 504, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const lasting: readonly Answer[] = [
  200,
  204,
  302,
  400,
  401,
  404,
  429,
  500,
  'ECONNREFUSED',
  'EPROTO',
];

afterEach(() => void vi.restoreAllMocks());

/** Asks once; resolves with what was answered in turn, how it came out, and how long was waited in all, in ms. */
async function ask(script: readonly Answer[], safe: boolean) {
  const answers: Answer[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    const answer = script[answers.length] ?? 200;
    answers.push(answer);
    if (typeof answer === 'number') return new Response(null, { status: answer });
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: answer }) });
  });
  let waitedMs = 0;
  const clock = {
    now: () => waitedMs,
    schedule: (delayMs: number, action: () => void) => {
      waitedMs += delayMs;
      queueMicrotask(action);
      return () => {};
    },
  };
  const token = (): Promise<string> => Promise.resolve('t');
  const exchange = new CarbonVoiceExchange({
    url: 'https://a.example',
    userAgent: 'x',
    token,
    clock,
  });
  const call = { method: 'POST', path: '/x', body: {}, safe } as const;
  const outcome = await exchange.askText(call, new AbortController().signal).then(
    () => 'done',
    (error: { readonly status?: number; readonly code: string }) => error.status ?? error.code,
  );
  return { answers, outcome, waitedMs };
}

const scripts = fc.array(fc.constantFrom(...passing, ...lasting), { minLength: 1, maxLength: 5 });

/** How the last answer is told. */
function toldOf(answer: Answer | undefined): Answer {
  if (answer === 200 || answer === 204) return 'done';
  return answer === 401 ? 'CARBONVOICE_TOKEN_REFUSED' : (answer ?? '');
}

test('what sends is asked once, however it ends', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const { answers, outcome, waitedMs } = await ask(script, false);
      expect([answers, outcome, waitedMs]).toEqual([script.slice(0, 1), toldOf(script[0]), 0]);
    }),
  );
});

test('what is safe is asked until it is answered, three times at most and within 1.2 s', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const { answers, outcome, waitedMs } = await ask(script, true);
      const end = [...script, 200].findIndex((answer) => !passing.includes(answer));
      expect(answers).toEqual([...script, 200].slice(0, Math.min(end + 1, 3)));
      expect(outcome).toBe(toldOf(answers.at(-1)));
      expect(waitedMs).toBeLessThanOrEqual(1200);
    }),
  );
});
