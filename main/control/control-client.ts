import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { AppError, NetworkError } from '../../shared/errors.ts';
import { readFileIfAny } from '../base/files.ts';
import { controlAddress, tokenPath } from './address.ts';
import type { ControlArgs, ControlCommand } from './contract.ts';
import { controlFrameSchema } from './contract.ts';
import { readLines } from './lines.ts';

/** There is no running instance for that home. */
export class NotRunningError extends AppError {
  constructor() {
    const message = 'Adjutant is not running for this home.';
    super('refused', { code: 'NOT_RUNNING', message }, { remedy: 'Start it first: npm start' });
  }
}

/**
 * Asks the running instance of a home and calls `onItem` for each item of the answer. Throws NotRunningError, or the
 * instance's own AppError.
 */
export async function askInstance<C extends ControlCommand>(
  home: string,
  request: { readonly command: C; readonly args: ControlArgs<C> },
  onItem: (value: unknown) => void,
): Promise<void> {
  const token = await readFileIfAny(tokenPath(home));
  if (token === null) throw new NotRunningError();
  const socket = await reach(controlAddress(home));
  socket.write(`${JSON.stringify({ token, ...request })}\n`);
  await new Promise<void>((resolve, reject) => {
    readLines(socket, (line) => {
      const frame = controlFrameSchema.parse(JSON.parse(line));
      if (frame.type === 'item') onItem(frame.value);
      else if (frame.type === 'done') resolve();
      else reject(new AppError('refused', frame.error, frame.error));
    });
    const ended = (): void =>
      reject(new NetworkError('CONTROL_ENDED', 'Adjutant stopped before it answered.'));
    socket.once('error', ended);
    socket.once('close', ended);
  }).finally(() => socket.destroy());
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
