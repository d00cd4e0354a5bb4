import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProtocolError, RefusedError } from '../../shared/errors.ts';
import { namedError } from './calendar-errors.ts';
import { maxCalendarBytes } from './calendar-http.ts';
import type { CalendarHttp } from './calendar-http.ts';
import type { CalendarSource, IcsReader, IcsReading, TimeRange } from './ports.ts';

export type IcsSourceParts = {
  readonly name: string;
  /** Web address, path or `file:` address. Throws AppError where it is a secret that is not there. */
  readonly address: () => Promise<string>;
  readonly http: Pick<CalendarHttp, 'ask'>;
  readonly reader: IcsReader;
  /** IANA name. */
  readonly timeZone: string;
};

type Kept = {
  readonly address: string;
  readonly text: string;
  readonly etag: string | null;
  readonly modified: string | null;
};

/** A calendar that is one file, on the web or here. */
export class IcsSource implements CalendarSource {
  readonly name: string;
  readonly writer = null;
  readonly #parts: IcsSourceParts;
  #kept: Kept | null = null;

  constructor(parts: IcsSourceParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  async read(range: TimeRange, signal: AbortSignal): Promise<IcsReading> {
    const { reader, timeZone } = this.#parts;
    try {
      const text = await this.#fetch(signal);
      // A sign-in page, say, is a success, too.
      if (!/^\s*(?:\uFEFF)?BEGIN:VCALENDAR/iu.test(text)) throw noCalendar();
      if (!/^END:VCALENDAR/imu.test(text)) throw this.#cutOff();
      const texts = [{ calendar: this.name, text }];
      return await reader.read({ texts, range, timeZone }, signal);
    } catch (error) {
      throw namedError(this.name, error);
    }
  }

  /** What was known before is worth more than half of a file; its mark must not keep the whole one away. */
  #cutOff(): ProtocolError {
    this.#kept = null;
    return new ProtocolError('CALENDAR_CUT_OFF', 'What is at its address ends before its end.', {
      remedy: 'It may be being written; it is read again by itself.',
    });
  }

  async #fetch(signal: AbortSignal): Promise<string> {
    const address = await this.#parts.address();
    if (!/^https?:/iu.test(address)) return readLocal(address);
    const kept = this.#kept?.address === address ? this.#kept : null;
    const headers = {
      accept: 'text/calendar, */*;q=0.1',
      ...(kept?.etag ? { 'if-none-match': kept.etag } : {}),
      ...(kept?.modified ? { 'if-modified-since': kept.modified } : {}),
    };
    const request = { method: 'GET', url: address, headers } as const;
    const answer = await this.#parts.http.ask(request, signal, kept ? [304] : []);
    if (kept && answer.status === 304) return kept.text;
    const { text } = answer;
    const etag = answer.headers.get('etag');
    this.#kept = { address, text, etag, modified: answer.headers.get('last-modified') };
    return text;
  }
}

async function readLocal(address: string): Promise<string> {
  const path = pathOf(address);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new RefusedError(
      'CALENDAR_GONE',
      'There is no such file.',
      'Check its url in calendar.sources.',
    );
  }
  if (found.size > maxCalendarBytes) {
    throw new ProtocolError('ANSWER_TOO_LARGE', 'The file is larger than 5 MB.');
  }
  return readFile(path, 'utf8');
}

function pathOf(address: string): string {
  if (/^file:/iu.test(address)) return fileURLToPath(address);
  return address.startsWith('~/') ? join(homedir(), address.slice(2)) : address;
}

function noCalendar(): ProtocolError {
  return new ProtocolError('CALENDAR_ANSWER', 'What is at its address is no calendar.', {
    remedy: 'Check its url in calendar.sources: it has to be that of the file itself (.ics).',
  });
}
