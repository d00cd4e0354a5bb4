import { z } from 'zod';

const empty = z.object({});
/** A page makes one up when it begins. */
const pageId = z.object({ pageId: z.uuid() });

/** A page that goes on listening without saying so again for this long has vanished, in milliseconds. */
export const listeningLapsesMs = 6000;

/** What a page asks to talk with the agent. */
export const talkRequests = {
  /** The owner looks at this page now: the next press is meant for it. */
  'talk:here': { request: pageId, response: empty },
  /** Takes the press that waits, if it is meant for this page; each is given once. */
  'talk:take': { request: pageId, response: z.object({ mine: z.boolean() }) },
  /** Repeated while it listens; without `granted` another page listens, and this one may not. */
  'talk:listen': {
    request: pageId.extend({ listening: z.boolean() }),
    response: z.object({ granted: z.boolean() }),
  },
} as const;

/** What the pages are told about talking. */
export const talkEvents = {
  /** The key of push to talk; meant for one page, or, where that is null, for whichever takes it first. */
  'talk:pressed': z.object({ pageId: z.string().nullable() }),
  /** The machine sleeps or is locked: whoever listens stops and throws away what was heard. */
  'talk:halted': empty,
} as const;
