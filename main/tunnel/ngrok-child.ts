import type { Listener, Session } from '@ngrok/ngrok';
import { systemClock } from '../base/clock.ts';
import type { ChildMessage, OpenOrder } from './ngrok-messages.ts';
import { parentMessageSchema } from './ngrok-messages.ts';
import { openParentPort } from '../base/parent-port.ts';
import { processIsAlive, watchParent } from '../base/parent-watch.ts';

const GOODBYE_MS = 800;
const ORDERS_MS = 10_000;
const PARENT_CHECK_MS = 400;
const MAX_MESSAGE_LENGTH = 500;

type Sdk = typeof import('@ngrok/ngrok');
type Report = (message: ChildMessage) => void;

class SdkMissingError extends Error {}
class AddressLostError extends Error {}

/** One session with one endpoint. Whatever the SDK does wrong here, the process can be ended. */
class Endpoint {
  readonly #report: Report;
  #session: Session | null = null;
  #listener: Listener | null = null;
  #closing = false;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Never throws; what comes of it is reported. */
  async open(order: OpenOrder): Promise<void> {
    try {
      const sdk = await loadSdk();
      this.#session = await this.#connect(sdk, order);
      const listener = await bind(this.#session, order);
      this.#listener = listener;
      this.#report({ type: 'opened', url: listener.url() ?? '' });
      listener.join().then(
        () => this.#closed('CLOSED_BY_EDGE', ''),
        (error: unknown) =>
          this.#closed(ngrokCode(error) ?? 'CLOSED_BY_EDGE', textOf(error, order)),
      );
    } catch (error) {
      this.#report({ type: 'failed', code: failureCode(error), message: textOf(error, order) });
    }
  }

  /** Takes the endpoint off the edge. Without a time limit: the SDK hangs here on a silent connection. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#listener?.close();
    await this.#session?.close();
  }

  #closed(code: string, message: string): void {
    if (!this.#closing) this.#report({ type: 'closed', code, message });
  }

  #connect(sdk: Sdk, order: OpenOrder): Promise<Session> {
    const builder = new sdk.SessionBuilder()
      .authtoken(order.authtoken)
      .heartbeatInterval(wholeSeconds(order.heartbeatIntervalMs))
      .heartbeatTolerance(wholeSeconds(order.heartbeatToleranceMs))
      // Typed as a number, but null after a lost echo.
      .handleHeartbeat((latencyMs: number | null) => this.#report({ type: 'heartbeat', latencyMs }))
      .handleDisconnection((_address, message) => {
        this.#report({ type: 'disconnected', message });
        watchForRebound(sdk, () => this.#report({ type: 'rebound' }));
        return true;
      })
      .handleRestartCommand(() => this.#closed('RESTART_COMMAND', ''))
      .handleStopCommand(() => this.#closed('STOP_COMMAND', ''));
    if (order.serverAddr !== undefined) builder.serverAddr(order.serverAddr);
    if (order.caPem !== undefined) builder.caCert(Buffer.from(order.caPem));
    return builder.connect();
  }
}

async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@ngrok/ngrok');
  } catch (cause) {
    throw new SdkMissingError('the ngrok library cannot be loaded', { cause });
  }
}

async function bind(session: Session, order: OpenOrder): Promise<Listener> {
  const target = `http://${order.localAddress}`;
  if (order.domain !== undefined) {
    return session.httpEndpoint().domain(order.domain).listenAndForward(target);
  }
  if (order.lastUrl !== null) {
    try {
      const { host } = new URL(order.lastUrl);
      return await session.httpEndpoint().domain(host).listenAndForward(target);
    } catch (error) {
      // The old address is a wish: where ngrok refuses it, any other will do. An edge that hangs up has to be asked anew.
      if (ngrokCode(error) === null) throw new AddressLostError(textOf(error, order));
    }
  }
  return session.httpEndpoint().listenAndForward(target);
}

/**
 * The SDK tells nobody that a reconnection worked: heartbeats are answered even while the endpoint is
 * refused. Its debug log says so in a fixed sentence; should that change, the supervisor's limit for
 * mending passes and a new child is started.
 */
function watchForRebound(sdk: Sdk, onRebound: () => void): void {
  sdk.loggingCallback((_level, target, message) => {
    if (target !== 'ngrok::session' || message !== 'rebound tunnel') return;
    sdk.loggingCallback();
    onRebound();
  }, 'DEBUG');
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

function ngrokCode(error: unknown): string | null {
  const code = error instanceof Error && 'errorCode' in error ? error.errorCode : null;
  if (typeof code === 'string' && code !== '') return code;
  return /ERR_NGROK_\d+/.exec(String(error))?.[0] ?? null;
}

function failureCode(error: unknown): string {
  if (error instanceof SdkMissingError) return 'SDK_MISSING';
  if (error instanceof AddressLostError) return 'ADDRESS_LOST';
  return ngrokCode(error) ?? (/tls|certificate/i.test(String(error)) ? 'TLS' : 'UNREACHABLE');
}

/** ngrok repeats a token that it refuses: it must not travel on into a log. */
function textOf(error: unknown, { authtoken }: OpenOrder): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(authtoken || '\0', '[authtoken]').slice(0, MAX_MESSAGE_LENGTH);
}

/** Says goodbye within its limit, whether the SDK answers or not. */
async function goodbye(endpoint: Endpoint): Promise<void> {
  const limit = new Promise((resolve) => {
    setTimeout(resolve, GOODBYE_MS);
  });
  // During an outage a close is refused; the end of the process is what counts.
  await Promise.race([endpoint.close().catch(() => {}), limit]);
}

function run(): void {
  const port = openParentPort(process);
  const endpoint = new Endpoint((message) => port.send(message));
  let ending = false;
  const end = (exit: () => void): void => {
    if (ending) return;
    ending = true;
    void goodbye(endpoint).then(exit);
  };
  const leave = (): void => end(() => process.exit(0));
  // Nobody is left who could kill this process, should the library hang in its own tear-down.
  const orphaned = (): void => end(() => process.kill(process.pid, 'SIGKILL'));
  // Also for an order that never comes, from a parent that ended before it could be watched.
  const noOrder = setTimeout(orphaned, ORDERS_MS);
  let ordered = false;

  port.onDisconnect(orphaned);
  port.onMessage((message) => {
    const order = parentMessageSchema.safeParse(message);
    if (!order.success || order.data.type === 'close') return leave();
    if (ordered) return;
    ordered = true;
    clearTimeout(noOrder);
    const { parentPid } = order.data;
    const alive = { parentPid, ppid: () => process.ppid, isAlive: processIsAlive };
    watchParent({ ...alive, clock: systemClock, everyMs: PARENT_CHECK_MS }, orphaned);
    void endpoint.open(order.data);
  });

  // Ctrl-C reaches the whole group; the parent then closes in its own order.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', leave);
}

run();
