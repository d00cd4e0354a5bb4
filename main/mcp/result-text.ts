import { cleanLine, cleanText } from '../base/clean-text.ts';
import type { McpResult } from './ports.ts';

/** A fence takes less; what is beyond it is counted there. */
const maxChars = 100_000;

type Block = Readonly<Record<string, unknown>>;

/** What a tool answered, as text. What is no text is named, not shown. */
export function resultText({
  content,
  structuredContent,
  isError,
}: {
  readonly content?: readonly unknown[] | undefined;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}): McpResult {
  const pieces: string[] = [];
  let chars = 0;
  for (const block of content ?? []) {
    const piece = blockText(block as Block);
    pieces.push(piece.slice(0, maxChars - chars));
    chars += piece.length;
    if (chars >= maxChars) break;
  }
  if (chars === 0 && structuredContent !== undefined) {
    pieces.push(cleanText(written(structuredContent)).slice(0, maxChars));
  }
  const text = pieces.join('\n').trim();
  return { text: text === '' ? '(The tool answered nothing.)' : text, isError: isError ?? false };
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // RangeError: it is nested deeper than can be written out.
    return '(structured content, nested too deeply: not shown)';
  }
}

function blockText(block: Block): string {
  const { type, text, mimeType, resource } = block;
  if (type === 'text' && typeof text === 'string') return cleanText(text.slice(0, maxChars));
  if (type === 'resource_link') return named('link to a resource', block);
  if (type === 'resource') {
    const inner = (resource ?? {}) as Block;
    const said = inner['text'];
    const words = typeof said === 'string' ? `\n${cleanText(said.slice(0, maxChars))}` : '';
    return `${named('resource', inner)}${words}`;
  }
  return `(${cleanLine(String(type), 30)}, ${cleanLine(String(mimeType), 60)}: not shown)`;
}

function named(what: string, { name, uri }: Block): string {
  const parts = [name, uri]
    .filter((value) => typeof value === 'string')
    .map((value) => cleanLine(value, 300));
  return `(${[what, ...parts].join(' ')})`;
}
