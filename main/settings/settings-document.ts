import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findJsonFault } from './json-fault.ts';

/** A JSON object as it stands in the file. */
export type JsonObject = Record<string, unknown>;

/**
 * What was found at the path of the settings: an object, nothing, or something that cannot be used, with its text where
 * there is any.
 */
export type SettingsDocument =
  | { readonly type: 'missing' }
  | { readonly type: 'broken'; readonly message: string; readonly text: string | null }
  | { readonly type: 'read'; readonly text: string; readonly root: JsonObject };

const maxBytes = 1024 * 1024;

export function settingsPath(home: string): string {
  return join(home, 'settings.json');
}

/** Reads the file without judging its settings. Never throws; a message never quotes the content. */
export async function readSettingsDocument(path: string): Promise<SettingsDocument> {
  let text: string;
  try {
    const found = await stat(path);
    // A pipe or a device would block the start or never end.
    if (!found.isFile()) return broken('is not a file');
    if (found.size > maxBytes) return broken('is larger than 1 MiB');
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/u, '');
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? { type: 'missing' } : broken(`cannot be read (${code})`);
  }
  return parseDocument(text);
}

function parseDocument(text: string): SettingsDocument {
  if (text.trim() === '') return { type: 'read', text, root: {} };
  const fault = findJsonFault(text);
  if (fault !== null) {
    return broken(`is not valid JSON at line ${fault.line}, column ${fault.column}`, text);
  }
  const root: unknown = JSON.parse(text);
  return isJsonObject(root)
    ? { type: 'read', text, root }
    : broken('must hold one JSON object, such as {"phone": {"inbound": "off"}}', text);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The system's name of a failure, such as `EACCES`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function broken(what: string, text: string | null = null): SettingsDocument {
  return { type: 'broken', message: `settings.json ${what}`, text };
}
