import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

const OID = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};
const DAY_MS = 24 * 60 * 60 * 1000;

/** One DER tag-length-value element. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const explicit = (n: number, ...parts: readonly Buffer[]): Buffer => der(0xa0 | n, ...parts);
const bitString = (bytes: Buffer, unusedBits = 0): Buffer =>
  der(0x03, Buffer.from([unusedBits]), bytes);
const yes = der(0x01, Buffer.from([0xff]));

function integer(bytes: Buffer): Buffer {
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return der(0x02, negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const base128 = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      base128.unshift(0x80 | (left & 0x7f));
    }
    bytes.push(...base128);
  }
  return der(0x06, Buffer.from(bytes));
}

/** UTCTime holds years 1950 to 2049, which is enough for certificates this short-lived. */
function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function distinguishedName(commonName: string): Buffer {
  const value = der(0x0c, Buffer.from(commonName, 'utf8'));
  return sequence(der(0x31, sequence(objectId(OID.commonName), value)));
}

function extension(oid: string, value: Buffer, critical = true): Buffer {
  return sequence(objectId(oid), ...(critical ? [yes] : []), der(0x04, value));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host)
      ? der(0x87, Buffer.from(host.split('.').map(Number)))
      : der(0x82, Buffer.from(host, 'ascii')),
  );
  return extension(OID.subjectAltName, sequence(...names), false);
}

// Bit 0 of the usage is digitalSignature; bits 5 and 6 are keyCertSign and cRLSign.
const authorityExtensions = [
  extension(OID.basicConstraints, sequence(yes)),
  extension(OID.keyUsage, bitString(Buffer.from([0b0000_0110]), 1)),
];
const serverExtensions = [
  extension(OID.basicConstraints, sequence()),
  extension(OID.keyUsage, bitString(Buffer.from([0b1000_0000]), 7)),
  extension(OID.extendedKeyUsage, sequence(objectId(OID.serverAuth)), false),
];

type CertificateParts = {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
};

const ISSUER = 'Local edge test CA';

function certificate({ subject, publicKey, signingKey, extensions }: CertificateParts): string {
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    distinguishedName(ISSUER),
    sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + 30 * DAY_MS)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signature = bitString(sign('sha256', body, signingKey));
  const text = sequence(body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

/** PEM texts. */
export type Certificates = { readonly ca: string; readonly cert: string; readonly key: string };

/**
 * Makes a throw-away authority and, signed by it, a server certificate for `hosts` (DNS names and IPv4
 * addresses). Node signs but does not assemble X.509, so the few DER structures are written out here;
 * the keys are ECDSA P-256, which the SDK's TLS and Node's both accept.
 */
export function makeCertificates(hosts: readonly string[]): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = authority.privateKey;
  return {
    ca: certificate({
      subject: ISSUER,
      publicKey: authority.publicKey,
      signingKey,
      extensions: authorityExtensions,
    }),
    cert: certificate({
      subject: 'Local edge test server',
      publicKey: server.publicKey,
      signingKey,
      extensions: [...serverExtensions, subjectAltName(hosts)],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
