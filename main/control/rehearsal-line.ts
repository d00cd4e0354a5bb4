import { resolve } from 'node:path';
import type { ControlArgs, ControlCommand } from './contract.ts';
import { toText } from './line-values.ts';
import { UsageError } from './usage-error.ts';

type RehearsalCommand = Extract<ControlCommand, `rehearse-${string}`>;
type RehearsalRequest = {
  readonly [C in RehearsalCommand]: { readonly command: C; readonly args: ControlArgs<C> };
}[RehearsalCommand];

/** The options of `rehearse message`, as the command line has them. */
export type RehearsalValues = {
  readonly file?: readonly string[] | undefined;
  readonly link?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly group?: boolean | undefined;
  readonly tag?: boolean | undefined;
};

/** What `rehearse …` asks for. Throws UsageError. */
export function toRehearsalRequest(
  [scene, ...words]: readonly string[],
  values: RehearsalValues,
): RehearsalRequest {
  if (scene === 'message') return toMessageRequest(words, values);
  if (scene === 'react') {
    return { command: 'rehearse-react', args: { reaction: toText(words, 'rehearse react') } };
  }
  if (scene === 'call') return { command: 'rehearse-call', args: { texts: [...words] } };
  if (scene === 'interrupt') {
    return { command: 'rehearse-interrupt', args: { text: toText(words, 'rehearse interrupt') } };
  }
  if (scene === 'text')
    return { command: 'rehearse-text', args: { text: toText(words, 'rehearse text') } };
  if (scene === 'hangup' && words.length === 0) return { command: 'rehearse-hangup', args: {} };
  return toFaultRequest(scene, words);
}

/** The running instance may have another working folder, so paths are made whole here. */
function toMessageRequest(
  words: readonly string[],
  { file = [], link = [], from = '', group = false, tag = false }: RehearsalValues,
): RehearsalRequest {
  if (file.includes('')) throw new UsageError('--file takes a path.');
  const broken = link.find((one) => !/^https?:$/u.test(URL.parse(one)?.protocol ?? ''));
  if (broken !== undefined) throw new UsageError('--link takes an address such as https://….');
  const isCard = file.length + link.length > 0;
  const text = isCard ? words.join(' ').trim() : toText(words, 'rehearse message');
  const files = file.map((path) => resolve(path));
  return {
    command: 'rehearse-message',
    args: { text, files, links: [...link], from, group, tag },
  };
}

function toFaultRequest(scene: string | undefined, words: readonly string[]): RehearsalRequest {
  const [name, state, ...rest] = words;
  if (scene === 'fault' && name && rest.length === 0 && (state === 'on' || state === 'off')) {
    return { command: 'rehearse-fault', args: { name, on: state === 'on' } };
  }
  throw new UsageError(
    'Use: rehearse message TEXT, react EMOJI, call [TEXT…], interrupt TEXT, hangup, text TEXT, or fault NAME on|off.',
  );
}
