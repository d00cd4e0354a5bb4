import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Hop } from '../shared/doctor.ts';
import { AppError, RefusedError } from '../shared/errors.ts';
import type { ThreadMessage } from '../shared/thread.ts';
import { isLocal, parseCommandLine, usage, UsageError } from './control/command-line.ts';
import type { CommandLine, LocalRequest } from './control/command-line.ts';
import { askInstance, NotRunningError } from './control/control-client.ts';
import { isFinding, notInOrder } from './control/findings.ts';
import { createPrinter } from './control/printer.ts';
import { refuseForRehearsal } from './control/own-only.ts';
import { readSecretValue } from './control/secret-input.ts';
import type { SecretInput } from './control/secret-input.ts';

/** An instance that hangs must not hold a script for ever; only a reply may take its time. */
const silenceMs = 30_000;

/** What is told of the words of a command by whoever knows what they may be. */
const wrongWords: ReadonlySet<string> = new Set(['CALLS_SEVERAL', 'CALL_TARGET', 'SECRET_NAME']);

const exitCodes = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

/** What a command is run with; its own process, or whoever runs it without one. */
export type CommandIo = {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly input: SecretInput;
  readonly print: (text: string) => void;
  /** What went wrong, and what is asked of people. */
  readonly complain: (text: string) => void;
};

/** Runs one command to its end; resolves with the exit code. */
export async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const line = parseCommandLine(argv);
    if (line === null) io.print(usage);
    else await run(line, io);
    return exitCodes.done;
  } catch (error) {
    return fail(error, io);
  }
}

async function run(line: CommandLine, io: CommandIo): Promise<void> {
  if (line.rehearsal) refuseForRehearsal(line.request.command);
  const { resolveHome } = await import('./settings/home.ts');
  const asked = resolveHome({ option: line.home, env: io.env, platform: io.platform });
  // The instance knows its home by the real path; one that does not exist has no instance.
  const home = await realpath(asked).catch(() => asked);
  const printer = createPrinter(line, io.print);
  const faults: Hop[] = [];
  const tell = await createTell(line, (value) => {
    printer.item(value);
    if (isFinding(value) && !value.ok) faults.push(value.hop);
  });
  if (isLocal(line.request)) {
    await runLocally(home, line.request, { tell, io });
    return printer.end();
  }
  const request = await complete(line.request, io);
  try {
    if (line.rehearsal) await refuseOutsideRehearsal(home);
    const limit = request.command === 'say' ? {} : { silenceMs };
    await askInstance(home, request, { onItem: tell, ...limit });
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
    const offline = { request, rehearsal: line.rehearsal };
    if (!(await runOffline(home, offline, tell))) throw error;
  }
  printer.end();
  if (request.command === 'doctor' && faults.length > 0) throw notInOrder(faults);
}

/** What is meant for a rehearsal must not reach the owner's accounts or thread. Throws RefusedError. */
async function refuseOutsideRehearsal(home: string): Promise<void> {
  let isRehearsal = false;
  const onItem = (status: unknown): void => {
    isRehearsal = (status as { readonly rehearsal: boolean }).rehearsal;
  };
  await askInstance(home, { command: 'status', args: {} }, { onItem, silenceMs });
  if (isRehearsal) return;
  throw new RefusedError(
    'NO_REHEARSAL',
    'The Adjutant that runs for this home is no rehearsal.',
    'End it and start one with --rehearsal, or ask without --rehearsal.',
  );
}

type InstanceRequest = Exclude<CommandLine['request'], LocalRequest>;

/** A running instance is not held up by it, and is not needed for it. */
async function runLocally(
  home: string,
  { command, args }: LocalRequest,
  { tell, io }: { readonly tell: (value: unknown) => void; readonly io: CommandIo },
): Promise<void> {
  if (command === 'service') {
    const { runServiceCommand } = await import('./control/service/service-command.ts');
    const { ensureHome } = await import('./settings/home.ts');
    const { env, platform } = io;
    // Elsewhere it is refused, and nothing is made before.
    const isMade = args.action === 'install' && platform === 'linux';
    const real = isMade ? await ensureHome(home) : home;
    return tell(await runServiceCommand({ action: args.action, home: real, env, platform }));
  }
  const { Offline } = await import('./offline.ts');
  const offline = new Offline(home);
  const path = resolve(args.path);
  if (command === 'restore') await offline.restore(path, tell);
  else await offline.backup({ path, force: args.force }, tell);
}

async function complete(request: InstanceRequest, io: CommandIo): Promise<InstanceRequest> {
  if (request.command !== 'secret-set') return request;
  const { checkSecretName } = await import('./settings/secret-names.ts');
  // Nobody types a value in vain.
  checkSecretName(request.args.name);
  const value = await readSecretValue(io.input, io.complain);
  return { ...request, args: { ...request.args, value } };
}

async function createTell(line: CommandLine, print: (value: unknown) => void) {
  if (line.request.command !== 'export' || line.format === 'jsonl') return print;
  const { createMarkdownWriter } = await import('./thread/export.ts');
  const write = createMarkdownWriter();
  return (value: unknown) => {
    const message = value as Omit<ThreadMessage, 'at'> & { readonly at: string };
    print(write({ ...message, at: Date.parse(message.at) }));
  };
}

/** False for a command that wants a running instance. */
async function runOffline(
  home: string,
  { request, rehearsal }: { readonly request: InstanceRequest; readonly rehearsal: boolean },
  tell: (value: unknown) => void,
): Promise<boolean> {
  const { Offline } = await import('./offline.ts');
  const offline = new Offline(home);
  switch (request.command) {
    case 'doctor':
      await offline.doctor(rehearsal, tell);
      return true;
    case 'export':
      await offline.export(request.args.since, rehearsal, tell);
      return true;
    case 'search':
      await offline.search(request.args, rehearsal, tell);
      return true;
    case 'forget':
      await offline.forget(request.args, rehearsal, tell);
      return true;
    case 'secret-set':
      await offline.secretSet(request.args, tell);
      return true;
    case 'secret-delete':
      await offline.secretDelete(request.args, tell);
      return true;
    case 'secret-list':
      await offline.secretList(tell);
      return true;
    default:
      return false;
  }
}

function fail(error: unknown, { complain }: CommandIo): number {
  const sentence = error instanceof AppError ? error.message : String(error);
  const remedy = error instanceof AppError ? error.remedy : '';
  complain(`adjutant: ${sentence} ${remedy}`.trimEnd() + '\n');
  if (error instanceof UsageError || wrongWords.has(codeOf(error))) return exitCodes.usage;
  return error instanceof NotRunningError ? exitCodes.notRunning : exitCodes.refused;
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : '';
}
