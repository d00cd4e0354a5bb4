import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarServer } from '../../../build/setup/system-needs.mjs';

const command = calendarServer({
  answersYes: ([program = '', ...args]) =>
    spawnSync(program, args, { stdio: 'ignore' }).status === 0,
});

/** Why a real calendar server cannot be used on this machine; null when it can. */
export const noRadicale: string | null =
  command === null ? 'Radicale is not installed (Debian: python3-radicale)' : null;

export const radicaleUser = { username: 'ann', password: 'right' };

/** A Radicale of the test's own, with one user and its files in a folder of its own. */
export class Radicale {
  readonly url: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(url: string, folder: string, process: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.#process = process;
  }

  static async open(): Promise<Radicale> {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-radicale-'));
    const port = await freePort();
    const users = join(folder, 'users');
    await writeFile(users, `${radicaleUser.username}:${radicaleUser.password}\n`);
    const config = join(folder, 'config');
    await writeFile(
      config,
      [
        ...['[server]', `hosts = 127.0.0.1:${port}`, '[auth]', 'type = htpasswd'],
        ...[`htpasswd_filename = ${users}`, 'htpasswd_encryption = plain', 'delay = 0'],
        ...['[rights]', 'type = owner_only'],
        ...['[storage]', `filesystem_folder = ${join(folder, 'data')}`, ''],
      ].join('\n'),
    );
    const [program = '', ...args] = command ?? [];
    const server = spawn(program, [...args, '--config', config], { stdio: 'ignore' });
    const radicale = new Radicale(`http://127.0.0.1:${port}`, folder, server);
    await radicale.#isUp();
    return radicale;
  }

  /** Makes a calendar; returns its address. */
  async makeCalendar(name: string, title: string): Promise<string> {
    const url = `${this.url}/ann/${name}/`;
    const body = `<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
      <d:set><d:prop><d:displayname>${title}</d:displayname></d:prop></d:set></c:mkcalendar>`;
    await this.#ask('MKCALENDAR', url, body);
    return url;
  }

  /** Puts a file into a calendar. */
  async put(url: string, text: string): Promise<void> {
    await this.#ask('PUT', url, text);
  }

  async get(url: string): Promise<string> {
    return (await this.#ask('GET', url)).text();
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ask(method: string, url: string, body?: string): Promise<Response> {
    const { username, password } = radicaleUser;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'text/calendar; charset=utf-8' };
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  async #isUp(): Promise<void> {
    while (this.#process.exitCode === null) {
      const answer = await fetch(`${this.url}/.web/`).catch(() => null);
      await answer?.body?.cancel();
      if (answer) return;
      await delay(50);
    }
    throw new Error('Radicale ended');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
