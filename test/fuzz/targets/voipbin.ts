import { createHmac } from 'node:crypto';
import { parseJsonBody } from '../../../main/ingress/json-body.ts';
import {
  parseAccessKey,
  parseCustomer,
  parseFlow,
  parseLogin,
  parseNumber,
  parseTextMessage,
  parseTokenExpiry,
} from '../../../main/voipbin/account-wire.ts';
import { parseCall, parseGroup, parsePlaced } from '../../../main/voipbin/call-wire.ts';
import { isSigned, readDelivery } from '../../../main/voipbin/deliveries.ts';
import { readMark } from '../../../main/voipbin/flow-wire.ts';
import { parseDelivery, parseNews } from '../../../main/voipbin/frame-wire.ts';
import { parseRecording } from '../../../main/voipbin/recording-wire.ts';
import { toRestError } from '../../../main/voipbin/rest-errors.ts';
import { pathOf } from '../../../main/voipbin/rest-client.ts';
import { parseBody, parseJson, parsePage, parseTime } from '../../../main/voipbin/wire.ts';
import {
  parseSpeaking,
  parseSpeech,
  parseTranscript,
  parseTranscription,
} from '../../../main/voipbin/speech-wire.ts';
import { ProtocolError } from '../../../shared/errors.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const fixtures = ['fixtures/voipbin'];
const secret = 'signing-secret';

/** Every reader of an answer; each is given every body, because a service may answer anything to anything. */
const readers: readonly ((body: unknown) => unknown)[] = [
  ...[parsePage, parseCall, parsePlaced, parseGroup, parseCustomer, parseNumber, parseFlow],
  ...[parseTextMessage, parseLogin, parseAccessKey, parseRecording],
  ...[parseTranscription, parseSpeaking, parseTranscript, parseSpeech],
];

/** What VoIPBIN sends. */
export const voipbinTargets: readonly Target[] = [
  { name: 'voipbin-frame', kind: 'json', fixtures, errors: [ProtocolError], read: readFrame },
  { name: 'voipbin-delivery', kind: 'json', fixtures, errors: [ProtocolError], read: readSigned },
  { name: 'voipbin-answer', kind: 'json', fixtures, read: readAnswer },
  { name: 'voipbin-refusal', kind: 'json', fixtures, read: readRefusal },
  {
    name: 'voipbin-words',
    kind: 'text',
    read: readWords,
    words: ['T', 'Z', '+00:00', '.', '0001-01-01', ' '],
  },
];

function readFrame(input: Buffer): unknown {
  const text = input.toString('utf8');
  const news = parseNews(parseJson(text));
  const again = parseNews(parseJson(text));
  must(JSON.stringify(news) === JSON.stringify(again), 'the same frame is read in two ways');
  return news;
}

function readSigned(input: Buffer): unknown {
  const signature = `sha256=${createHmac('sha256', secret).update(input).digest('hex')}`;
  must(isSigned({ raw: input, signature }, secret), 'a signed delivery is refused');
  must(!isSigned({ raw: input, signature }, 'another'), 'a foreign signature is taken');
  must(
    !isSigned({ raw: Buffer.concat([input, input, Buffer.from([1])]), signature }, secret),
    'a changed delivery is taken',
  );
  // The header is anybody's text.
  must(
    !isSigned({ raw: input, signature: input.toString('latin1') }, secret),
    'rubbish is taken for a signature',
  );
  const news = readDelivery({ raw: input, signature });
  const same = parseDelivery(parseJsonBody(input));
  must((news === null) === (same === null), 'the way in and the service differ on what is JSON');
  return news;
}

function readAnswer(input: Buffer): unknown {
  const body = parseOrNull(input.toString('utf8'));
  const results = readers.map((read) => orProtocolError(() => read(body)));
  for (const result of results) checkIds(result);
  return results;
}

/** What becomes part of a path stays in its place there. */
function checkIds(result: unknown): void {
  if (typeof result !== 'object' || result === null || !('id' in result)) return;
  const { id } = result;
  if (typeof id !== 'string' || id === '') return;
  const { pathname } = new URL(`https://v.example/a/${pathOf(id)}/b`);
  must(/^\/a\/+[^/]+\/b$/u.test(pathname), 'an id leads out of its place in a path');
}

function parseOrNull(text: string): unknown {
  return orProtocolError(() => parseBody(text));
}

function orProtocolError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

function readRefusal(input: Buffer): unknown {
  const text = input.toString('utf8');
  const value = text.slice(0, 40).replaceAll(/[^\x20-\x7E]/gu, '');
  const headers = new Headers({ 'retry-after': value, 'x-request-id': value });
  const asked =
    (['sign-in', 'place-call', 'send-text', 'other'] as const)[input.length % 4] ?? 'other';
  const error = toRestError({ status: 400 + (input[0] ?? 0), text, headers }, asked);
  must(error.message.length < 500, 'a refusal is told at length');
  must(/^[A-Z][A-Z0-9_]*$/u.test(error.code), 'the code of an error is none');
  if (!('retryAfterMs' in error) || error.retryAfterMs === null) return null;
  must(
    error.retryAfterMs >= 0 && Number.isFinite(error.retryAfterMs),
    'it waits for no time that there is',
  );
  return null;
}

function readWords(input: Buffer): unknown {
  const text = input.toString('utf8');
  for (const at of [parseTime(text), parseTokenExpiry(text)]) {
    must(at === null || Number.isFinite(at), 'an instant is no number');
  }
  return readMark({ name: text, detail: text });
}
