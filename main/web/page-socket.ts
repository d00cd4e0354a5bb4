import type { RawData, WebSocket } from 'ws';
import { ipcRequestFrameSchema } from '../../shared/ipc-contract.ts';
import type { Logger } from '../base/log.ts';
import type { PageApp } from './ports.ts';

/** A page that reads this far behind is cut off; it comes back and loads the state anew. */
const maxBufferedBytes = 16 * 1024 * 1024;
const pingMs = 20_000;

/** One page: requests in, answers and events out. */
export function serveSocket(page: WebSocket, app: PageApp, log: Logger): void {
  const send = (frame: unknown): void => {
    if (page.bufferedAmount > maxBufferedBytes) return page.terminate();
    if (page.readyState === page.OPEN) page.send(JSON.stringify(frame));
  };
  const stop = app.onEvent((event, payload) => send({ event, payload }));
  const beat = keepAlive(page);
  page.on('message', (data) => {
    const frame = ipcRequestFrameSchema.safeParse(parse(data));
    if (!frame.success) {
      log.warn('a page sent a frame that is not understood');
      return page.close(1008);
    }
    const { id, name, payload } = frame.data;
    void app.router.handle(name, payload).then((answer) => send({ id, answer }));
  });
  page.on('error', () => page.terminate());
  page.once('close', () => {
    clearInterval(beat);
    stop();
  });
}

/** A page that vanished without a word (a laptop asleep) must not be written to for ever. */
function keepAlive(page: WebSocket): NodeJS.Timeout {
  let alive = true;
  page.on('pong', () => {
    alive = true;
  });
  return setInterval(() => {
    if (!alive) return page.terminate();
    alive = false;
    page.ping();
  }, pingMs);
}

function parse(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    // The schema refuses it.
    return null;
  }
}
