/** What the one binary of a package was started for. */
export type LaunchKind = 'command' | 'desktop';

/** Options of a start that take a value, which is no word of a command. */
const withValue = new Set(['--home', '--port']);
/** What a desktop hands over by itself: the address of a link. */
const link = /^adjutant:/iu;

/** A word makes a command; a start has none. `args` are without the runtime and its switches. */
export function launchKind(args: readonly string[]): LaunchKind {
  if (args.some((argument) => argument === '--help' || argument === '-h')) return 'command';
  const isWord = (argument: string, index: number): boolean =>
    !argument.startsWith('-') && !link.test(argument) && !withValue.has(args[index - 1] ?? '');
  return args.some(isWord) ? 'command' : 'desktop';
}
