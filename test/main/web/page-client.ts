import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Logger } from '../../../main/base/log.ts';
import type { PageApp } from '../../../main/web/ports.ts';
import type { WebHost } from '../../../main/web/web-host.ts';
import { openWebHost } from '../../../main/web/web-host.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const log: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => log,
};

export type OpenedHost = WebHost & {
  readonly clock: FakeClock;
  readonly port: number;
  /** Tells every page an event. */
  readonly tell: (name: string, payload: unknown) => void;
  /** Listeners for events that the app holds. */
  readonly listenerCount: number;
  /** Whether the app is there at the moment. */
  readonly setUp: (up: boolean) => void;
} & AsyncDisposable;

/** A web host with a page of few files, beside a file that is none of its business. */
export async function openHost(port = 0): Promise<OpenedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-web-'));
  const pageFolder = join(folder, 'page');
  await writePage(folder, pageFolder);
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const app: PageApp = {
    router: { handle: async (name, payload) => ({ ok: true, value: { name, payload } }) },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const clock = new FakeClock();
  let isUp = true;
  const remove = () => rm(folder, { recursive: true });
  const opening = openWebHost({ port, pageFolder, app, isUp: () => isUp, clock, log });
  const host = await opening.catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    origin: host.origin,
    clock,
    port: Number(new URL(host.origin).port),
    newLink: () => host.newLink(),
    get pageCount() {
      return host.pageCount;
    },
    get listenerCount() {
      return listeners.size;
    },
    tell: (name, payload) => {
      for (const listener of listeners) listener(name, payload);
    },
    dropPages: () => host.dropPages(),
    setUp: (up) => {
      isUp = up;
    },
    close: () => host.close(),
    [Symbol.asyncDispose]: async () => {
      await host.close();
      await remove();
    },
  };
}

async function writePage(folder: string, pageFolder: string): Promise<void> {
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(pageFolder, 'assets', 'a-1.js'), 'export {};');
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Adjutant</title>');
  await writeFile(join(pageFolder, 'enter.html'), '<!doctype html><title>Enter</title>');
  await writeFile(join(folder, 'settings.json'), '{"private":true}');
}

/** The code of a fresh link. */
export function codeOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? '';
}

/** Spends a code as the page does; the cookie of the session, or null when it is refused. */
export async function enter(host: WebHost, code = codeOf(host.newLink())): Promise<string | null> {
  const answer = await fetch(`${host.origin}/session`, {
    method: 'POST',
    headers: { origin: host.origin },
    body: JSON.stringify({ code }),
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? null;
}

export type SocketOptions = {
  readonly cookie?: string | null;
  readonly origin?: string | null;
  readonly host?: string;
};

/** Opens the page's socket; resolves with it, or with the status of the refusal. */
export function openSocket(
  host: WebHost,
  options: SocketOptions = {},
): Promise<WebSocket | number> {
  const { cookie = null, origin = host.origin, host: name } = options;
  const headers = {
    ...(cookie === null ? {} : { cookie }),
    ...(origin === null ? {} : { origin }),
    ...(name === undefined ? {} : { host: name }),
  };
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/ipc`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    socket.once('error', reject);
  });
}
