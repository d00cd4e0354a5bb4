import { isLocal, parseCommandLine } from '../../main/control/command-line.ts';
import { askInstance } from '../../main/control/control-client.ts';
import { createPrinter } from '../../main/control/printer.ts';

/**
 * What a command prints as JSON, asked of a running instance from this process. A test that waits asks again and again:
 * a process for each question would be most of what it costs. Throws NotRunningError.
 */
export async function look(home: string, args: readonly string[]): Promise<string> {
  const line = parseCommandLine([...args, '--json']);
  if (line === null) throw new Error(`no command: ${args.join(' ')}`);
  const { request } = line;
  if (isLocal(request)) throw new Error(`${request.command} asks no instance`);
  let out = '';
  const printer = createPrinter(line, (text) => (out += text));
  await askInstance(home, request, { onItem: (value) => printer.item(value), silenceMs: 15_000 });
  printer.end();
  return out;
}
