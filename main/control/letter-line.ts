import { resolve } from 'node:path';
import type { ControlArgs } from './contract.ts';
import { UsageError } from './usage-error.ts';

/** The options of `message`, as the command line has them. */
export type LetterValues = {
  readonly link?: readonly string[] | undefined;
  readonly file?: readonly string[] | undefined;
  readonly audio?: readonly string[] | undefined;
};

/** What `message TO …` asks for. Throws UsageError. */
export function toLetterRequest(
  [to, ...words]: readonly string[],
  { link: links = [], file = [], audio = [] }: LetterValues,
): { readonly command: 'message'; readonly args: ControlArgs<'message'> } {
  const text = words.join(' ').trim();
  if (!to) throw new UsageError('message takes whom to write to.');
  if (text === '' && links.length + file.length + audio.length === 0) {
    throw new UsageError('message TO takes a text, or something that goes along.');
  }
  const odd = links.find((one) => !isWebAddress(one));
  if (odd !== undefined) throw new UsageError(`"${odd}" is no address of the web.`);
  const args = { to, text, links: [...links], files: toPaths(file), audio: toPaths(audio) };
  return { command: 'message', args };
}

/** The instance runs in a folder of its own. */
function toPaths(paths: readonly string[]): string[] {
  if (paths.includes('')) throw new UsageError('--file and --audio take a path.');
  return paths.map((path) => resolve(path));
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && /^https?:$/u.test(URL.parse(text)?.protocol ?? '');
}
