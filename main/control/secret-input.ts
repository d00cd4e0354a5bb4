import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';

/** More than any secret is long. */
const maxChars = 64 * 1024;

/** Standard input, or what stands for it. */
export type SecretInput = Readable & { readonly isTTY?: boolean };

/** A value from standard input; typed at a terminal it is not shown. */
export async function readSecretValue(
  input: SecretInput,
  prompt: (text: string) => void,
): Promise<string> {
  if (!input.isTTY) return readAll(input);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  prompt('Value (not shown): ');
  try {
    return await lines.question('');
  } finally {
    lines.close();
    prompt('\n');
  }
}

async function readAll(input: SecretInput): Promise<string> {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > maxChars) break;
  }
  return text.replace(/\r?\n$/, '');
}
