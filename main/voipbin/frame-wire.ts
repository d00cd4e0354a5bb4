import { z } from 'zod';
import { ProtocolError } from '../../shared/errors.ts';
import type { Speaking, Transcription } from '../call/ports.ts';
import { parseTextMessage } from './account-wire.ts';
import type { WireTextMessage } from './account-wire.ts';
import { parseCallNews, parseGroup } from './call-wire.ts';
import type { CallNews } from './call-wire.ts';
import { parseSpeaking, parseSpeech, parseTranscript, parseTranscription } from './speech-wire.ts';
import type { WireSpeech, WireTranscript } from './speech-wire.ts';

/** What a frame or a delivery tells; `boundary` is a start or an end of speech that does not say which. */
export type News =
  | { readonly type: 'call'; readonly news: CallNews }
  | { readonly type: 'group'; readonly id: string; readonly callIds: readonly string[] }
  | { readonly type: 'transcript'; readonly transcript: WireTranscript }
  | {
      readonly type: 'speech';
      readonly phase: 'started' | 'interim' | 'ended' | 'boundary';
      readonly speech: WireSpeech;
    }
  | { readonly type: 'transcription'; readonly transcription: Transcription; readonly key: string }
  | { readonly type: 'speaking'; readonly speaking: Speaking; readonly key: string }
  | { readonly type: 'text-message'; readonly message: WireTextMessage }
  /** Genuine, and nothing that we know or need. */
  | { readonly type: 'other' };

type Shape = Readonly<Record<string, unknown>>;
const objectSchema = z.record(z.string(), z.unknown());
const other: News = { type: 'other' };

/**
 * One frame of the socket or one delivery, in any of its shapes: `{type, data}` (webhooks and older builds),
 * `{event_type, data}` (a quickstart), or the bare resource (the socket since 2026-08-04), whose type is told by
 * its shape. Null for what is no event at all; throws ProtocolError for a known event that is damaged.
 */
export function parseNews(body: unknown): News | null {
  const frame = objectSchema.safeParse(body);
  if (!frame.success) return null;
  // A Call has a `type` of its own, but no `data`: both keys make an envelope.
  const data = objectSchema.safeParse(frame.data['data']);
  const type = [frame.data['type'], frame.data['event_type']].find(
    (name) => typeof name === 'string',
  );
  if (data.success && typeof type === 'string') return readTyped(type, data.data);
  return readBare(frame.data);
}

/** A delivery: `{type, data}` only. Null for anything else. */
export function parseDelivery(body: unknown): News | null {
  const envelope = z.object({ type: z.string().min(1), data: objectSchema }).safeParse(body);
  return envelope.success ? readTyped(envelope.data.type, envelope.data.data) : null;
}

function readTyped(type: string, data: Shape): News {
  if (type === 'transcript_created') return readTranscript(data);
  if (type === 'transcribe_speech_started') return readSpeech('started', data);
  if (type === 'transcribe_speech_interim') return readSpeech('interim', data);
  if (type === 'transcribe_speech_ended') return readSpeech('ended', data);
  if (type.startsWith('transcribe_speech_')) return other;
  if (type.startsWith('transcribe_')) return readTranscription(data);
  if (type.startsWith('call_')) return readCall(withStatus(data, type));
  if (type.startsWith('groupcall_')) return { type: 'group', ...parseGroup(data) };
  if (type.startsWith('speaking_')) return readSpeaking(data);
  if (type.startsWith('message_')) return readMessage(data);
  return other;
}

const callStatuses = new Set([
  'dialing',
  'ringing',
  'progressing',
  'terminating',
  'canceling',
  'hangup',
]);

/** The guide reads only the id of a call event; its type then stands for the status. */
function withStatus(data: Shape, type: string): Shape {
  const told = type.slice('call_'.length);
  if (typeof data['status'] === 'string' && data['status'] !== '') return data;
  return callStatuses.has(told) ? { ...data, status: told } : data;
}

type BareRow = {
  readonly fits: (shape: Shape, status: string) => boolean;
  readonly read: (shape: Shape) => News;
};

/** What tells bare resources apart, in this order: later rows would fit earlier resources as well. */
const bareRows: readonly BareRow[] = [
  {
    fits: (shape) => has(shape, 'transcribe_id', 'streaming_id'),
    read: (shape) => readSpeech(has(shape, 'message') ? 'interim' : 'boundary', shape),
  },
  { fits: (shape) => has(shape, 'transcribe_id', 'message'), read: readTranscript },
  {
    fits: (shape, status) =>
      isObject(shape['destination']) &&
      (isObject(shape['source']) || has(shape, 'direction')) &&
      status !== '',
    read: readCall,
  },
  {
    fits: (shape) =>
      has(shape, 'destinations') && (has(shape, 'call_ids') || has(shape, 'ring_method')),
    read: (shape) => ({ type: 'group', ...parseGroup(shape) }),
  },
  {
    fits: (shape, status) =>
      has(shape, 'reference_id') && ['initiating', 'active', 'stopped'].includes(status),
    read: readSpeaking,
  },
  {
    fits: (shape, status) => has(shape, 'reference_id') && ['progressing', 'done'].includes(status),
    read: readTranscription,
  },
  { fits: (shape) => has(shape, 'text', 'targets', 'direction'), read: readMessage },
  { fits: (shape) => has(shape, 'id') || has(shape, 'type'), read: () => other },
];

function readBare(shape: Shape): News | null {
  const status = typeof shape['status'] === 'string' ? shape['status'] : '';
  return bareRows.find(({ fits }) => fits(shape, status))?.read(shape) ?? null;
}

function has(shape: Shape, ...names: readonly string[]): boolean {
  return names.every((name) => shape[name] !== undefined && shape[name] !== null);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function readCall(data: Shape): News {
  return { type: 'call', news: parseCallNews(data) };
}

function readMessage(data: Shape): News {
  return { type: 'text-message', message: parseTextMessage(data) };
}

function readTranscript(data: Shape): News {
  return { type: 'transcript', transcript: parseTranscript(data) };
}

function readSpeech(phase: 'started' | 'interim' | 'ended' | 'boundary', data: Shape): News {
  return { type: 'speech', phase, speech: parseSpeech(data) };
}

/** The text of the resource without its envelope, so that socket and webhook give the same key. */
function readTranscription(data: Shape): News {
  const transcription = parseTranscription(data);
  return transcription ? { type: 'transcription', transcription, key: textOf(data) } : other;
}

function readSpeaking(data: Shape): News {
  const speaking = parseSpeaking(data);
  return speaking ? { type: 'speaking', speaking, key: textOf(data) } : other;
}

/** Throws ProtocolError for what is nested deeper than a text can be made of: reading it is no such trouble. */
function textOf(data: Shape): string {
  try {
    return JSON.stringify(data);
  } catch (cause) {
    throw new ProtocolError('VOIPBIN_SHAPE', 'VoIPBIN sent an event that cannot be read.', {
      cause,
    });
  }
}

/** The frame that subscribes; nothing is ever answered to it. */
export function subscribeFrame(customerId: string): string {
  return JSON.stringify({ type: 'subscribe', topics: topicsOf(customerId) });
}

const resources = ['call', 'groupcall', 'transcript', 'transcribe', 'speaking', 'message'];

/**
 * VoIPBIN: topics are plain prefixes. The guide's two literal forms match nothing today and are accepted; a topic
 * with an empty id makes the service drop the connection without a word, so there is none.
 */
export function topicsOf(customerId: string): readonly string[] {
  if (!/[^0-]/u.test(customerId)) throw new Error('a topic needs the id of the customer');
  const own = `customer_id:${customerId}`;
  return [
    ...resources.map((resource) => `${own}:${resource}`),
    `${own}:transcription:*`,
    `${own}:call:*`,
  ];
}
