import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { openPracticeCarbonVoice } from '../../../main/rehearsal/practice-carbon-voice.ts';
import { openPracticeVoipBin } from '../../../main/rehearsal/practice-voip-bin.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const words = [
  'GET ',
  'POST ',
  'PUT ',
  '\n',
  '/v1.0/',
  '/v5/',
  '/v6/',
  '?',
  '%',
  '..',
  '{"',
  '"}',
  'limit=',
  'page_token=',
];

/** What the practice services are asked. Webhooks are left out: they would lead anywhere. */
export const practiceTargets: readonly Target[] = [
  { name: 'practice-carbonvoice', kind: 'text', words, read: askCarbonVoice, cost: 6 },
  { name: 'practice-voipbin', kind: 'text', words, read: askVoipBin, cost: 6 },
];

const never = new AbortController().signal;
type Door = { readonly url: string; readonly token: string };
let carbonVoice: Promise<Door> | null = null;
let voipBin: Promise<Door> | null = null;

function askCarbonVoice(input: Buffer): Promise<unknown> {
  carbonVoice ??= openCarbonVoice();
  return ask(carbonVoice, input);
}

async function openCarbonVoice(): Promise<Door> {
  const dataDir = mkdtempSync(join(tmpdir(), 'adjutant-fuzz-'));
  const parts = { dataDir, clock: systemClock, log: silentLogger };
  const { url, pat } = await openPracticeCarbonVoice(parts, never);
  return { url, token: pat };
}

function askVoipBin(input: Buffer): Promise<unknown> {
  voipBin ??= openPracticeVoipBin({ clock: systemClock, log: silentLogger }, never).then(
    ({ url, accessKey }) => ({ url, token: accessKey }),
  );
  return ask(voipBin, input);
}

/** A first line with method and path, then the body. */
async function ask(opened: Promise<Door>, input: Buffer): Promise<unknown> {
  const { url, token } = await opened;
  const [line = '', ...rest] = input.toString('utf8').split('\n');
  const [method = 'GET', path = '/'] = line.split(' ');
  if (/webhook|customer|subscribe|subscription/iu.test(input.toString('utf8'))) return null;
  const answer = await send({ url, token, method, path, body: rest.join('\n') });
  if (answer === null) return null;
  const { statusCode = 0, text } = answer;
  // A storage and a missing route of it answer otherwise.
  must(statusCode < 500 || statusCode === 501 || statusCode === 503, `it answers ${statusCode}`);
  must(text.length < 2_000_000, 'it answers at length');
  return null;
}

type Asked = Door & { readonly method: string; readonly path: string; readonly body: string };

/** Null for what cannot be asked at all. */
function send({ url, token, method, path, body }: Asked) {
  return new Promise<(IncomingMessage & { text: string }) | null>((resolve, reject) => {
    let asked;
    try {
      const { hostname, port } = new URL(url);
      asked = request({
        ...{ hostname, port, method, path: path.startsWith('/') ? path : `/${path}` },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
    } catch {
      // No method, or no path, of HTTP.
      return resolve(null);
    }
    asked.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? reject(error) : resolve(null),
    );
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve(Object.assign(response, { text })));
      response.once('error', () => resolve(null));
    });
    asked.end(body);
  });
}
