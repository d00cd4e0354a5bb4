import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { AppError, isAbort, RefusedError, toErrorEnvelope } from '../../shared/errors.ts';
import { writeFileAtomically } from '../base/files.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { controlAddress, prepareAddress, tokenPath } from './address.ts';
import { controlCommands, controlRequestSchema } from './contract.ts';
import type { ControlArgs, ControlCommand, ControlFrame } from './contract.ts';
import { readLines } from './lines.ts';

/** `tell` sends one item of the answer; the signal aborts when the asking side goes away. */
export type ControlContext = {
  readonly tell: (value: unknown) => void;
  readonly signal: AbortSignal;
};
export type ControlHandlers = {
  readonly [C in ControlCommand]: (args: ControlArgs<C>, context: ControlContext) => Promise<void>;
};

export type ControlServerOptions = {
  readonly home: string;
  readonly handlers: ControlHandlers;
  readonly log: Logger;
  /** How often a command that is at work says so. */
  readonly workingMs?: number;
};

const defaultWorkingMs = 5000;

export type ControlServer = { close(): Promise<void> };

/** The way in for commands. The caller holds the home's lock, so a socket file that lies there is a stale one. */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const address = controlAddress(options.home);
  await prepareAddress(address);
  const token = randomBytes(24).toString('base64url');
  const path = tokenPath(options.home);
  await prepareAddress(path);
  await writeFileAtomically(path, `${token}\n${address}\n`);
  if (!address.startsWith('\\\\')) await rm(address, { force: true });
  const peers = new Set<Socket>();
  const server = createServer((socket) => {
    peers.add(socket);
    socket.once('close', () => peers.delete(socket));
    serve(socket, { ...options, token });
  });
  await listen(server, address);
  return { close: () => close(server, peers) };
}

function serve(socket: Socket, options: ControlServerOptions & { readonly token: string }): void {
  const gone = new AbortController();
  socket.on('error', () => socket.destroy());
  socket.once('close', () => gone.abort(new DOMException('the asking side left', 'AbortError')));
  const send = (frame: ControlFrame): void => {
    if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`);
  };
  const context = {
    tell: (value: unknown) => send({ type: 'item', value }),
    signal: gone.signal,
  };
  let isAsked = false;
  readLines(socket, (line) => {
    // One command a connection: what follows it would be done or not, as it happens to arrive.
    if (isAsked) return;
    isAsked = true;
    // Whoever asks takes silence for an instance that hangs, and what it does for undone.
    const { workingMs = defaultWorkingMs } = options;
    const working = setInterval(() => send({ type: 'working' }), workingMs);
    void run(line, options, context)
      .then(() => send({ type: 'done' }))
      .catch((error: unknown) => {
        if (isAbort(error) && gone.signal.aborted) return;
        if (!(error instanceof AppError)) options.log.error('a command failed', errorFields(error));
        send({ type: 'error', error: toErrorEnvelope(error) });
      })
      .finally(() => {
        clearInterval(working);
        socket.end();
      });
  });
}

async function run(
  line: string,
  { token, handlers }: ControlServerOptions & { readonly token: string },
  context: ControlContext,
): Promise<void> {
  const request = controlRequestSchema.safeParse(parse(line));
  if (!request.success || !sameText(request.data.token, token)) {
    throw new RefusedError('CONTROL_REFUSED', 'The command was not understood or not allowed.');
  }
  const { command, args } = request.data;
  if (!Object.hasOwn(controlCommands, command)) {
    throw new RefusedError('CONTROL_UNKNOWN', 'The running Adjutant does not know that command.');
  }
  const name = command as ControlCommand;
  const parsed = controlCommands[name].safeParse(args);
  if (!parsed.success) {
    throw new RefusedError('CONTROL_INVALID', 'The arguments are not as the command wants them.');
  }
  // Name and arguments fit by the lines above; TypeScript cannot follow that through the union.
  const handler = handlers[name] as (args: unknown, context: ControlContext) => Promise<void>;
  await handler(parsed.data, context);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The schema refuses it.
    return null;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve());
  });
}

function close(server: Server, peers: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Answers on their way out (that of `quit` itself) may still leave.
    for (const socket of peers) socket.destroySoon();
  });
}
