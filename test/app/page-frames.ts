import { WebSocket } from 'ws';
import { until } from './until.ts';

/** The window of a headless app, as far as a page's connection goes: it enters by a link and keeps what comes. */
export class PageFrames implements Disposable {
  /** As they came. */
  readonly frames: string[] = [];
  readonly #socket: WebSocket;
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => void this.frames.push((data as Buffer).toString('utf8')));
    // The app may end before the page is closed.
    socket.on('error', () => {});
  }

  static async enter(link: string): Promise<PageFrames> {
    const { origin, hash } = new URL(link);
    const code = new URLSearchParams(hash.slice(1)).get('code');
    const body = JSON.stringify({ code });
    const answer = await fetch(`${origin}/session`, { method: 'POST', headers: { origin }, body });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const address = `${origin.replace('http', 'ws')}/ipc`;
    const socket = new WebSocket(address, { headers: { cookie, origin } });
    const page = new PageFrames(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return page;
  }

  /** Asks, and resolves with the frame that answers. */
  async ask(name: string, payload: unknown): Promise<string> {
    this.#id += 1;
    const begin = JSON.stringify({ id: this.#id }).slice(0, -1);
    this.#socket.send(JSON.stringify({ id: this.#id, name, payload }));
    return until(name, () => this.frames.find((frame) => frame.startsWith(`${begin},`)));
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
