import { z } from 'zod';

const empty = z.object({});
/** A page makes one up when it begins. */
const pageId = z.object({ pageId: z.uuid() });

/** A page that goes on listening without saying so again for this long has vanished, in milliseconds. */
export const listeningLapsesMs = 6000;

/** Longest recording, in milliseconds. */
export const maxRecordingMs = 120_000;
/** What it weighs as a WAV file of 16 kHz, one channel, 16 bits. */
export const maxRecordingBytes = 44 + maxRecordingMs * 32;
/** Of one piece of it; as base64 it stays well below what a frame of the page may hold. */
export const recordingPieceBytes = 384 * 1024;

const recordingId = z.object({ recordingId: z.uuid() });

/** How talking works here. */
export const talkWaysSchema = z.object({
  /** Whether there is a service that turns speech into text. */
  isSet: z.boolean(),
  /** Silence after words that ends a recording. */
  silenceMs: z.number(),
  /** Whether words go into the composer first. */
  review: z.boolean(),
});
export type TalkWays = Readonly<z.infer<typeof talkWaysSchema>>;

/** Whose answers are read aloud: none, those to spoken words, or all that were asked for in the window. */
export const readAloudWays = ['off', 'spoken', 'always'] as const;
export type ReadAloudWay = (typeof readAloudWays)[number];

/** What a page sends with the owner's words, so that it can read the answer aloud. */
export const hearerSchema = pageId.extend({ spoken: z.boolean() });
export type Hearer = Readonly<z.infer<typeof hearerSchema>>;

/** The next piece of an answer that is read aloud. */
export const spokenPieceSchema = z.discriminatedUnion('type', [
  /** In base64, as the service made it. */
  z.object({ type: z.literal('sound'), mediaType: z.string(), data: z.base64() }),
  /** No service is set: the page has a voice of its own, or none. `language`: BCP 47. */
  z.object({ type: z.literal('words'), text: z.string(), language: z.string() }),
  /** It takes its time: ask again. */
  z.object({ type: z.literal('wait') }),
  z.object({ type: z.literal('end') }),
]);
export type SpokenPiece = Readonly<z.infer<typeof spokenPieceSchema>>;

/** Of the key of push to talk; `listen`: of the key that shows the window, and never ends or throws away anything. */
export const talkPresses = ['talk', 'listen'] as const;
export type TalkPress = (typeof talkPresses)[number];

const readingId = z.object({ readingId: z.string().max(200) });

/** What a page asks to talk with the agent. */
export const talkRequests = {
  /** The owner looks at this page now: the next press is meant for it. Answers with the key that presses anywhere. */
  'talk:here': { request: pageId, response: z.object({ shortcut: z.string().nullable() }) },
  /** Takes the press that waits, if it is meant for this page, else null; each is given once. */
  'talk:take': { request: pageId, response: z.object({ press: z.enum(talkPresses).nullable() }) },
  /** Repeated while it listens; without `granted` another page listens, and this one may not. */
  'talk:listen': {
    request: pageId.extend({ listening: z.boolean() }),
    response: z.object({ granted: z.boolean() }),
  },
  'talk:ways': { request: empty, response: talkWaysSchema },
  /** The next piece of a recording, which begins `at`. */
  'talk:append': {
    request: recordingId.extend({
      at: z.number().int().min(0),
      data: z.base64().max(Math.ceil(recordingPieceBytes / 3) * 4),
    }),
    response: z.object({ received: z.number().int() }),
  },
  /** What was said in it. After a failure it may be asked again; afterwards the recording is gone. */
  'talk:write': { request: recordingId, response: z.object({ text: z.string() }) },
  /** Nobody wants it any more. */
  'talk:drop': { request: recordingId, response: empty },
  /** The piece `at` of what is read aloud. Fails where it cannot be made into sound, which ends the reading. */
  'talk:read': {
    request: readingId.extend({ at: z.number().int().min(0) }),
    response: spokenPieceSchema,
  },
  /** The owner has heard enough. */
  'talk:hush': { request: readingId, response: empty },
} as const;

/** What the pages are told about talking. */
export const talkEvents = {
  /** The key of push to talk; meant for one page, or, where that is null, for whichever takes it first. */
  'talk:pressed': z.object({ pageId: z.string().nullable() }),
  /** The machine sleeps or is locked: whoever listens stops and throws away what was heard. */
  'talk:halted': empty,
  /** An answer is being written that this page is to read aloud. */
  'talk:reading': pageId.extend(readingId.shape),
  /** Whoever reads aloud is silent at once: the owner talks, or is gone. */
  'talk:hushed': empty,
} as const;
