import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const claimsSchema = z.object({
  type: z.literal('agent'),
  agent: z.object({ id: z.string(), customer_id: z.string() }),
  expire: z.string(),
});

export type JwtClaims = Readonly<z.infer<typeof claimsSchema>>;

/** VoIPBIN: HS256; the expiry is a text in `expire`, not a number in `exp`. */
export function signJwt(claims: JwtClaims, secret: string): string {
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const signed = `${head}.${encode(claims)}`;
  return `${signed}.${signatureOf(signed, secret)}`;
}

/** The claims of a token that we signed and that is not over at `now` (epoch ms), else null. */
export function readJwt(token: string, secret: string, now: number): JwtClaims | null {
  const [head, body, signature, ...rest] = token.split('.');
  if (!head || !body || !signature || rest.length > 0) return null;
  const wanted = Buffer.from(signatureOf(`${head}.${body}`, secret));
  const given = Buffer.from(signature);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const claims = claimsSchema.safeParse(decode(body));
  return claims.success && Date.parse(claims.data.expire) > now ? claims.data : null;
}

function signatureOf(signed: string, secret: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64url');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // The schema refuses it.
    return null;
  }
}
