import { z } from 'zod';

/** Of one file given at the desk, in bytes. */
export const maxUploadBytes = 100_000_000;
/** Files that go with one message. */
export const maxUploads = 10;
/** Of one piece of a file, in bytes; as base64 it stays well below what a frame of the page may hold. */
export const uploadPieceBytes = 384 * 1024;

const uploadId = z.object({ uploadId: z.string().max(64) });

/** What the composer asks besides sending words. */
export const composerRequests = {
  /** Announces a file before any of it is sent: what is too large is refused here. */
  'upload:begin': {
    request: z.object({ name: z.string().max(4096), bytes: z.number().int().min(0) }),
    response: uploadId,
  },
  /** The next piece, which begins `at`. */
  'upload:append': {
    request: uploadId.extend({
      at: z.number().int().min(0),
      data: z.base64().max(Math.ceil(uploadPieceBytes / 3) * 4),
    }),
    response: z.object({ received: z.number().int() }),
  },
  /** It goes with no message. */
  'upload:drop': { request: uploadId, response: z.object({}) },
  /** A reply that is being written is enough as it is; false where it was whole already. */
  'reply:stop': {
    request: z.object({ replyId: z.string().max(200) }),
    response: z.object({ stopped: z.boolean() }),
  },
} as const;
