import { isIP } from 'node:net';
import { CallToolResultSchema, ListToolsResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { onSameServer } from '../../../main/calendar/calendar-http.ts';
import { readMultistatus } from '../../../main/calendar/dav-wire.ts';
import { readIcs } from '../../../main/calendar/ics.ts';
import { writeIcs } from '../../../main/calendar/ics-writer.ts';
import { resultText } from '../../../main/mcp/result-text.ts';
import { readToolList, toolChanges } from '../../../main/mcp/tool-list.ts';
import { ServerOutput } from '../../../main/mcp/server-output.ts';
import { readSchema } from '../../../main/mcp/schema.ts';
import { decodeBody } from '../../../main/pages/charset.ts';
import { readMediaType, sniffKind } from '../../../main/pages/media-type.ts';
import { parsePageAddress } from '../../../main/pages/page-address.ts';
import { readHtml } from '../../../main/pages/page-text.ts';
import { isPublicAddress } from '../../../main/pages/public-address.ts';
import { ProtocolError, RefusedError } from '../../../shared/errors.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const range = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2027, 4, 1) };

/** What calendars, servers of tools and pages of the web answer. */
export const readingTargets: readonly Target[] = [
  {
    ...{
      name: 'calendar-file',
      kind: 'text',
      read: readCalendar,
      limited: true,
      maxBytes: 32_768,
      cost: 3,
    },
    words: [
      ...[
        '\r\n',
        'BEGIN:VEVENT',
        'END:VEVENT',
        'RRULE:FREQ=SECONDLY',
        ';BYDAY=MO',
        ';COUNT=9999999',
        'TZID=',
        ':',
      ],
      ...[
        'DURATION:-P99999W',
        'EXDATE:20261101T000000Z',
        'DTSTART:99991231T235959Z',
        '\r\n ',
        'RDATE;VALUE=PERIOD:',
      ],
    ],
  },
  {
    ...{ name: 'calendar-answer', kind: 'text', read: readDav, errors: [ProtocolError] },
    words: [
      '<',
      '</d:response>',
      '<d:href>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&#x41;',
      ' xmlns:d="DAV:"',
      '="',
      '/>',
    ],
  },
  {
    name: 'mcp-tools',
    kind: 'json',
    read: readTools,
    cost: 4,
    words: ['"$ref":"#"', '"anyOf":[', '"properties":{'],
  },
  { name: 'mcp-result', kind: 'json', read: readResult, maxChars: 700_000 },
  { name: 'mcp-output', kind: 'bytes', read: readOutput, errors: [ProtocolError] },
  {
    ...{
      name: 'page-html',
      kind: 'text',
      read: readPage,
      limited: true,
      maxBytes: 16_384,
      cost: 4,
    },
    words: [
      '<div>',
      '</div>',
      '<p hidden>',
      '<a href="',
      '<!--',
      '<script>',
      '<style>',
      '<table><tr>',
      '<base href="',
      '&lt;',
    ],
  },
  { name: 'page-bytes', kind: 'bytes', read: readBytes, errors: [ProtocolError] },
  {
    ...{ name: 'page-address', kind: 'text', read: readAddress, errors: [RefusedError] },
    words: [
      'http://',
      '@',
      '0x7f.1',
      '127.0.0.1',
      '[::ffff:',
      ']',
      '。',
      ':80',
      '.localhost',
      '%2e',
      '\\',
      '１',
    ],
  },
];

function readCalendar(input: Buffer): unknown {
  const { events } = readIcs({
    ...{
      texts: [{ calendar: 'Home', text: input.toString('utf8') }],
      range,
      timeZone: 'Europe/Berlin',
    },
  });
  must(events.length <= 10_000, 'more events than are taken');
  for (const { start, end, title } of events) {
    must(
      Number.isFinite(start) && Number.isFinite(end) && start <= end,
      'an event ends before it begins',
    );
    must(start <= range.to && end >= range.from, 'an event is outside of what was asked for');
    must(!title.includes('\n'), 'a title is more than a line');
  }
  const [first] = events;
  if (first) checkWritten(first);
  return null;
}

/** What is read can be put into a calendar, and is read from there as it was. */
function checkWritten({
  title,
  start,
  end,
  isAllDay,
  place,
}: ReturnType<typeof readIcs>['events'][number]): void {
  const whole = (at: number): number => Math.floor(at / 1000) * 1000;
  const wish = {
    uid: 'a',
    title,
    start: whole(start),
    end: whole(end),
    place,
    notes: null,
    madeAt: 0,
  };
  const text = writeIcs({ ...wish, isAllDay: false });
  const wide = { from: wish.start - 1, to: wish.end + 1 };
  const { events, unread } = readIcs({
    texts: [{ calendar: 'Home', text }],
    range: wide,
    timeZone: 'UTC',
  });
  must(unread === 0 && events.length === 1, 'what was written as an event is not read as one');
  must(
    isAllDay || events[0]?.start === wish.start,
    'what was written as an event is at another time',
  );
}

function readDav(input: Buffer): unknown {
  const base = 'https://dav.example/home/';
  for (const { href, principal, home } of readMultistatus(input.toString('utf8'))) {
    for (const each of [href, principal ?? '', home ?? '']) {
      const whole = orRefused(() => onSameServer(each, base));
      must(
        whole === null || new URL(whole).origin === 'https://dav.example',
        'a password would go to another server',
      );
    }
  }
  return null;
}

function orRefused<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

function readTools(input: Buffer): unknown {
  const given = parse(input);
  // The kit of the protocol lets nothing else through.
  const tools = ListToolsResultSchema.safeParse({ tools: given }).data?.tools ?? [];
  const list = readToolList('peer', tools);
  const known = list.tools.map(({ name }) => name);
  must(
    known.length <= 64 && new Set(known).size === known.length,
    'too many tools, or one of them twice',
  );
  must(
    toolChanges(list.tools, readToolList('peer', tools).tools).length === 0,
    'the same list has changed',
  );
  for (const { parameters } of list.tools) {
    must(JSON.stringify(parameters).length <= 16_000, 'a schema is longer than may be offered');
    const read = readSchema(parameters);
    // What was offered is what the answer of a model is held against.
    if (!('fault' in read)) for (const value of [{}, { a: 1 }, given]) read.schema.safeParse(value);
  }
  return null;
}

function readResult(input: Buffer): unknown {
  // The kit of the protocol lets nothing else through.
  const { data } = CallToolResultSchema.safeParse(parse(input));
  return data ? resultText(data) : null;
}

/** However what a program writes is cut, the same of it is taken. */
function readOutput(input: Buffer): unknown {
  const whole = taken(input, input.length + 1);
  for (const size of [1000, 97]) {
    if (input.length / size > 500) continue;
    must(taken(input, size) === whole, 'what a program writes is taken differently in pieces');
  }
  return null;
}

function taken(input: Buffer, size: number): string {
  const output = new ServerOutput();
  output.noteSent('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  const told: unknown[] = [];
  for (let at = 0; at < input.length; at += size)
    told.push(...output.take(input.subarray(at, at + size)));
  return JSON.stringify(told);
}

function readPage(input: Buffer): unknown {
  try {
    const { title, text, links } = readHtml(input.toString('utf8'), 'https://page.example/a');
    must(title.length <= 200 && links.length <= 25, 'a page tells more than it may');
    for (const { address } of links) must(/^https?:/u.test(address), 'a link leads out of the web');
    must(text.isWellFormed(), 'a page holds half a character');
  } catch (error) {
    // Deeper than the stack: the thread ends with it, and the page is told to be tangled.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function readBytes(input: Buffer): unknown {
  const header = input.subarray(0, 60).toString('latin1');
  const { charset } = readMediaType(`text/html; ${header}`);
  const text = decodeBody(input, charset, input.length % 2 === 0);
  sniffKind(input);
  readMediaType(header);
  return text.length;
}

function readAddress(input: Buffer): unknown {
  const text = input.toString('utf8');
  const url = parsePageAddress(text);
  must(/^https?:$/u.test(url.protocol) && url.username === '', 'a page is no page of the web');
  const host = url.hostname.replaceAll(/[[\]]/gu, '');
  must(isIP(host) === 0 || isPublicAddress(host), 'an address inside is taken for one of the web');
  must(parsePageAddress(url.href).href === url.href, 'an address changes when it is read again');
  return null;
}

function parse(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    // The mutator makes what is no JSON, too.
    return null;
  }
}
