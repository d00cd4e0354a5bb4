import { connect } from 'node:net';
import { damageBody } from './damaged-bodies.ts';
import { damageFraming, damageHead, damageLine, intact } from './damaged-heads.ts';
import type { Random } from './random.ts';

/** A webhook of a service as the generator needs it. */
export type Target = {
  readonly path: string;
  /** A good delivery; no two of them have an id in common. */
  readonly delivery: (index: number) => object;
  /** Further headers of a good delivery with this body. */
  readonly headers: (raw: Buffer) => Readonly<Record<string, string>>;
};

/** What goes over the wire, and how it is told from a good delivery. */
export type Damaged = {
  readonly what: string;
  readonly bytes: Buffer;
  /** Whether the sender closes its side after the last byte. */
  readonly ends: boolean;
  /** `refused`: it cannot be a delivery any more. `judged`: what its body says is what must come of it. */
  readonly verdict: 'refused' | 'judged';
};

/** A delivery as parts, before it is put on the wire. */
export type Parts = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
};

/** The webhook of Carbon Voice, in both shapes of a delivery. */
export function carbonVoiceTarget(path: string): Target {
  const delivery = (index: number): object => {
    const message = {
      ...{ channel_id: `c${index % 20}`, creator_id: 'a-sender', parent_message_id: null },
      transcript_txt: 'Grüße 💬',
    };
    if (index % 2 === 0) return { message_guid: `m${index}`, ...message };
    const resource = { id: `m${index}`, ...message };
    const eventName = 'message.posted.to.channel';
    return { eventName, data: { eventName, resourceType: 'Message', resource } };
  };
  return { path, headers: () => ({}), delivery };
}

/** What both services hear when a delivery was taken. */
export const success =
  /^HTTP\/1\.1 (?:204 No Content|200 OK)\r\n[^]*?\r\n\r\n(?:\{"status":"ok"\})?$/u;

/** Every byte that is answered until the server closes; what is not closed in order is told in front of them. */
export function send(url: string, { bytes, ends }: Damaged): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: hostname });
    let [answer, how] = ['', 'left open'];
    socket.setTimeout(40_000, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      // Taken, and kept open for the next one.
      if (answer.startsWith('HTTP/1.1 20')) socket.end();
    });
    socket.on('end', () => (how = ''));
    socket.on('error', (error) => (how = `${error.message}: `));
    socket.on('close', () => resolve(how + answer));
    if (ends) socket.end(bytes);
    else socket.write(bytes);
  });
}

const mebibyte = 1024 * 1024;

/** One damaged delivery; each kind of damage comes as often as the others. */
export function damage(target: Target, index: number, random: Random): Damaged {
  const raw = Buffer.from(JSON.stringify(target.delivery(index)));
  const parts: Parts = { path: target.path, headers: target.headers(raw), raw };
  switch (index % 8) {
    case 0:
    case 1:
    case 2: {
      const { what, raw: damaged } = damageBody(target.delivery(index), random);
      const headers = target.headers(damaged);
      const bytes = intact({ ...parts, headers, raw: damaged });
      return { what, bytes, ends: random.isYes(), verdict: 'judged' };
    }
    case 3:
      return damageHead(parts, random);
    case 4:
      return damageFraming(parts, random);
    case 5:
      return damageLine(parts, random);
    case 6:
      return damageTrust(target, parts, random);
    default:
      return flip(parts, random);
  }
}

/** The body is changed after it was signed. Where nothing is signed, it is too large, or says that it is. */
function damageTrust(target: Target, parts: Parts, random: Random): Damaged {
  const isSigned = Object.keys(target.headers(parts.raw)).length > 0;
  const isWhole = isSigned || random.below(20) === 0;
  const spaces = Buffer.alloc(isSigned ? 1 + random.below(9) : mebibyte, ' ');
  const raw = isWhole ? Buffer.concat([parts.raw, spaces]) : parts.raw;
  const length = isWhole ? raw.length : mebibyte + 1 + random.below(mebibyte);
  const headers = { ...parts.headers, 'content-length': String(length) };
  const what = isSigned ? 'a body that was changed on its way' : 'a body that is too large';
  return { what, bytes: intact({ ...parts, headers, raw }), ends: false, verdict: 'refused' };
}

/** A few bits, anywhere: what is left may still be a delivery. */
function flip(parts: Parts, random: Random): Damaged {
  const bytes = Buffer.from(intact(parts));
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return { what: 'flipped bits', bytes, ends: true, verdict: 'judged' };
}
