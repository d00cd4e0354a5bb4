import { EventEmitter } from 'node:events';
import { onCommand } from './control.ts';

type Details = Readonly<Record<string, unknown>>;
type OnRequest = (
  ...asked: [contents: null, name: string, answer: (granted: boolean) => void, details: Details]
) => void;
type OnCheck = (
  ...asked: [contents: null, name: string, origin: string, details: Details]
) => boolean;
type Answer = (request: Request) => Response | Promise<Response>;

/** A browser session: its protocols, and what it lets a page do when nobody objects. */
export class SessionDouble extends EventEmitter {
  readonly #answers = new Map<string, Answer>();
  // Electron grants what no handler refuses.
  #onRequest: OnRequest = (...[, , answer]) => answer(true);
  #onCheck: OnCheck = () => true;

  constructor() {
    super();
    onCommand('permission', (name: string) => this.#permission(name));
  }

  readonly protocol = {
    handle: (scheme: string, answer: Answer): void => void this.#answers.set(scheme, answer),
    unhandle: (scheme: string): void => void this.#answers.delete(scheme),
  };

  readonly setPermissionRequestHandler = (handler: OnRequest): void =>
    void (this.#onRequest = handler);
  readonly setPermissionCheckHandler = (handler: OnCheck): void => void (this.#onCheck = handler);
  readonly setDevicePermissionHandler = (): void => {};

  async answer(url: string): Promise<Response> {
    const scheme = url.slice(0, url.indexOf(':'));
    const answer = this.#answers.get(scheme);
    if (!answer) throw new Error(`net::ERR_UNKNOWN_URL_SCHEME ${scheme}`);
    return answer(new Request(url));
  }

  async #permission(name: string): Promise<object> {
    // As our own page asks for a camera.
    const page = { requestingUrl: 'app://adjutant/index.html', isMainFrame: true };
    const asked = { ...page, mediaTypes: ['video'], mediaType: 'video' };
    const requested = await new Promise<boolean>((resolve) =>
      this.#onRequest(null, name, resolve, asked),
    );
    return { requested, checked: this.#onCheck(null, name, 'app://adjutant/', asked) };
  }
}

const sessions = new Map<string, SessionDouble>();

export const session = {
  fromPartition(partition: string): SessionDouble {
    const found = sessions.get(partition) ?? new SessionDouble();
    sessions.set(partition, found);
    return found;
  },
};
