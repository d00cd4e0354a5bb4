import { parseTokenExpiry } from './account-wire.ts';

/** What opens the account: VoIPBIN's access keys begin with `vb_`, its JWTs have three parts. */
export type Credential = {
  readonly kind: 'jwt' | 'access-key';
  readonly token: string;
  /** Epoch ms; null where the token itself does not tell. */
  readonly expiresAt: number | null;
};

/** Where the token goes. `token` is the name that the guide has for both kinds. */
export type Placement = 'bearer' | 'accesskey' | 'token';

/** What carries the token in one request. */
export type Carrier = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

export function toCredential(token: string): Credential {
  const isJwt = !token.startsWith('vb_') && token.split('.').length === 3;
  return {
    kind: isJwt ? 'jwt' : 'access-key',
    token,
    expiresAt: isJwt ? parseTokenExpiry(token) : null,
  };
}

/**
 * The place by kind first, then the other. VoIPBIN: a JWT in the header stays out of logs of addresses; an access
 * key is refused there and goes by `accesskey`; the wrong name is a 401.
 */
export function placementsOf(credential: Credential): readonly [Placement, Placement] {
  return credential.kind === 'jwt' ? ['bearer', 'token'] : ['accesskey', 'token'];
}

export function carry(credential: Credential, placement: Placement): Carrier {
  if (placement === 'bearer') {
    return { headers: { authorization: `Bearer ${credential.token}` }, query: {} };
  }
  return { headers: {}, query: { [placement]: credential.token } };
}
