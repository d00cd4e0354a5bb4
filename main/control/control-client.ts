import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { AppError, NetworkError } from '../../shared/errors.ts';
import { readFileIfAny } from '../base/files.ts';
import { controlAddress, tokenPath } from './address.ts';
import type { ControlArgs, ControlCommand, ControlFrame } from './contract.ts';
import { controlFrameSchema } from './contract.ts';
import { readLines } from './lines.ts';

/** There is no running instance for that home. */
export class NotRunningError extends AppError {
  constructor() {
    const message = 'Adjutant is not running for this home.';
    super('refused', { code: 'NOT_RUNNING', message }, { remedy: 'Start it first: npm start' });
  }
}

/** `onItem` hears each item of the answer. */
export type AskOptions = {
  readonly onItem: (value: unknown) => void;
  /** Longest silence before and between items; without it, as long as the instance lives. */
  readonly silenceMs?: number;
};

/**
 * Asks the running instance of a home and calls `onItem` for each item of the answer. Throws NotRunningError, the
 * instance's own AppError, or NetworkError when it goes away, falls silent, or speaks otherwise than we do.
 */
export async function askInstance<C extends ControlCommand>(
  home: string,
  request: { readonly command: C; readonly args: ControlArgs<C> },
  { onItem, silenceMs = 0 }: AskOptions,
): Promise<void> {
  const key = await readFileIfAny(tokenPath(home));
  if (key === null) throw new NotRunningError();
  // The instance's own address, which a variable such as TMPDIR may have made another than ours.
  const [token = '', ...address] = key.trimEnd().split('\n');
  // A home may have the end of a line in its name.
  const socket = await reach(address.join('\n') || controlAddress(home));
  socket.write(`${JSON.stringify({ token, ...request })}\n`);
  await new Promise<void>((resolve, reject) => {
    const fail = (code: string, sentence: string) => () => reject(new NetworkError(code, sentence));
    readLines(socket, (line) => {
      const frame = parseFrame(line);
      if (frame === null)
        fail('CONTROL_UNREADABLE', 'Adjutant answers in a form not understood.')();
      else if (frame.type === 'item') onItem(frame.value);
      else if (frame.type === 'done') resolve();
      else if (frame.type === 'error') reject(new AppError('refused', frame.error, frame.error));
    });
    const ended = fail('CONTROL_ENDED', 'Adjutant stopped before it answered.');
    socket.once('error', ended);
    socket.once('close', ended);
    socket.setTimeout(
      silenceMs,
      fail('CONTROL_SILENT', 'Adjutant is running but does not answer.'),
    );
  }).finally(() => socket.destroy());
}

/** Null for what is no frame: an instance of another version, or something else at its address. */
function parseFrame(line: string): ControlFrame | null {
  try {
    return controlFrameSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // No JSON is no frame.
    return null;
  }
}

function reach(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    // A socket file that nobody listens on is left from a crash.
    socket.once('error', () => reject(new NotRunningError()));
  });
}
