import { ProtocolError } from '../../shared/errors.ts';

/** How a body is read: as a page, or as the text that it is. */
export type BodyKind = 'html' | 'text';

export type MediaType = { readonly kind: BodyKind | 'unknown'; readonly charset: string | null };

/** Throws ProtocolError for what is no text, with what it is. */
export function readMediaType(header: string | undefined): MediaType {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const name = type.toLowerCase();
  const charset = parameters
    .map((part) => /^charset\s*=\s*"?(?<label>[^"\s]+)"?$/iu.exec(part)?.groups?.['label'] ?? null)
    .find((label) => label !== null);
  const kind = kindOf(name);
  if (kind !== null) return { kind, charset: charset ?? null };
  throw new ProtocolError('PAGE_NOT_TEXT', `${whatItIs(name)}, which cannot be read here.`, {
    remedy: 'Look for a page that says the same as text.',
  });
}

function kindOf(name: string): MediaType['kind'] | null {
  if (name === '') return 'unknown';
  if (name === 'text/html' || name === 'application/xhtml+xml') return 'html';
  if (name.startsWith('text/')) return 'text';
  const isText = /^application\/(?:[\w.-]+\+)?(?:json|xml|x-ndjson|yaml)$/u.test(name);
  return isText ? 'text' : null;
}

function whatItIs(name: string): string {
  if (name === 'application/pdf') return 'The address leads to a PDF';
  const family = /^(?:image|audio|video)(?=\/)/u.exec(name)?.[0];
  if (family === 'image') return 'The address leads to an image';
  if (family !== undefined) return `The address leads to ${family}`;
  const known = /^[\w.+-]+\/[\w.+-]{1,80}$/u.test(name) ? ` (${name})` : '';
  return `The address leads to a file${known}`;
}

/** What a body without a media type is, by its beginning. Throws ProtocolError where it is no text. */
export function sniffKind(body: Uint8Array): BodyKind {
  const head = body.subarray(0, 1024);
  if (head.includes(0)) readMediaType('application/octet-stream');
  if (new TextDecoder('latin1').decode(head.subarray(0, 5)) === '%PDF-') {
    readMediaType('application/pdf');
  }
  const start = new TextDecoder('latin1').decode(head).trimStart().toLowerCase();
  return /^(?:<!doctype html|<html|<head|<body|<meta|<title)/u.test(start) ? 'html' : 'text';
}
