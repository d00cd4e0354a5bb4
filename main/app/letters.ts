import { basename, extname } from 'node:path';
import { RefusedError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { newId } from '../base/ids.ts';
import { mimeTypeOf } from '../base/mime-types.ts';
import type { FileShelf } from '../thread/attachment-ports.ts';
import type { LetterAttachment } from '../thread/dispatch.ts';
import { parseLetterAddress } from '../thread/letter-address.ts';
import type { LedgerCare, LetterExtras } from '../thread/ledger-care.ts';

export type LetterParts = {
  readonly care: Pick<LedgerCare, 'write'>;
  readonly shelf: Pick<FileShelf, 'check' | 'keep'>;
};

/** What the owner asks to be sent. */
export type LetterRequest = {
  readonly to: string;
  readonly text: string;
  /** Addresses of the web. */
  readonly links: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Recorded notes, absolute paths. */
  readonly audio: readonly string[];
};

/** Carbon Voice: the formats that a recorded note may have. */
const noteFormats = new Set(['.mp3', '.wav', '.m4a', '.ogg']);

type Source = { readonly kind: 'file' | 'audio'; readonly path: string; readonly name: string };

/**
 * Whatever cannot be sent is refused before anything is kept. Durable when it resolves. `as` tells the id of the line that
 * it becomes, and who wrote it. Throws RefusedError.
 */
export async function writeLetter(
  { care, shelf }: LetterParts,
  { to, text, links, files, audio }: LetterRequest,
  as: Pick<LetterExtras, 'id' | 'author'> = {},
): Promise<ThreadMessage> {
  const address = parseLetterAddress(to);
  if (text === '' && links.length + files.length + audio.length === 0) {
    throw refuse('There is nothing to send.', 'Give a text, a link, a file or a recorded note.');
  }
  const opensOne = address.conversationId === null;
  if (audio.length > 0 && opensOne && text === '' && links.length + files.length === 0) {
    throw refuse(
      'A recorded note needs a conversation that is there already.',
      'Send some words along: they open one.',
    );
  }
  const sources = [...files.map(toSource('file')), ...audio.map(toSource('audio'))];
  for (const source of sources) await check(shelf, source);
  const { id = newId() } = as;
  const attachments: LetterAttachment[] = links.map(linkAlong);
  for (const source of sources) {
    attachments.push(await keep(shelf, { id, position: attachments.length, source }));
  }
  return care.write(address, text, { ...as, id, attachments });
}

function toSource(kind: Source['kind']) {
  return (path: string): Source => ({ kind, path, name: basename(path) });
}

async function check(shelf: Pick<FileShelf, 'check'>, { kind, path, name }: Source): Promise<void> {
  const bytes = await shelf.check(path);
  if (kind === 'file') return;
  if (!noteFormats.has(extname(name).toLowerCase())) {
    throw refuse(`${name} is no recorded note.`, 'A note is an mp3, wav, m4a or ogg file.');
  }
  if (bytes === 0) throw refuse(`${name} is empty.`, 'Record it again.');
}

async function keep(
  shelf: Pick<FileShelf, 'keep'>,
  {
    id,
    position,
    source,
  }: { readonly id: string; readonly position: number; readonly source: Source },
): Promise<LetterAttachment> {
  const { kind, name, path } = source;
  const kept = await shelf.keep(id, { position, name, path });
  return { kind, name, mimeType: mimeTypeOf(name), url: null, ...kept };
}

/** A web address that goes along. */
function linkAlong(url: string): LetterAttachment {
  return { kind: 'link', name: url, mimeType: null, bytes: null, path: null, url };
}

function refuse(sentence: string, remedy: string): RefusedError {
  return new RefusedError('LETTER', sentence, remedy);
}
