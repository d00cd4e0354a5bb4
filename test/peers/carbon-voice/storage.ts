import { randomBytes } from 'node:crypto';
import type { Answer } from './answers.ts';
import type { Call } from './journal.ts';

export type StoredFile = { readonly mimeType: string; readonly bytes: Buffer };
/** One try to put bytes; with a token it is refused, as a storage does with credentials that are not its own. */
export type Put = { readonly link: string; readonly authorization: string | null };

/** The storage behind the signed addresses, which is a server of its own at the real service. */
export class Storage {
  /** By the link, which is the signed address without its query. */
  readonly files = new Map<string, StoredFile>();
  readonly puts: Put[] = [];
  readonly #signatures = new Map<string, string>();
  readonly #base: () => string;

  constructor(base: () => string) {
    this.#base = base;
  }

  /** A new address, even for the same key: what a repeated key does is unknown, and this is the harder case. */
  signUpload(fileName: string): string {
    const link = `${this.#base()}/storage/${randomBytes(8).toString('hex')}/${encodeURIComponent(fileName)}`;
    return this.#sign('put', link);
  }

  signDownload(link: string): string {
    return this.#sign('get', link);
  }

  /** Signed addresses that were given out are worth nothing any more. */
  expire(): void {
    this.#signatures.clear();
  }

  answer({ method, path, query, authorization, raw, contentType }: Call): Answer {
    const link = this.#base() + path;
    const action = this.#signatures.get(query.get('sig') ?? '');
    if (method === 'PUT') this.puts.push({ link, authorization });
    if (authorization !== null) return { status: 400, text: 'Only one auth mechanism allowed' };
    if (action !== `${method.toLowerCase()} ${link}`) return { status: 403, text: 'Expired' };
    if (method === 'PUT') {
      if (contentType === null) return { status: 403, text: 'SignatureDoesNotMatch' };
      this.files.set(link, { mimeType: contentType, bytes: raw });
      return { status: 200, text: '' };
    }
    const file = this.files.get(link);
    return file ? { status: 200, bytes: file.bytes } : { status: 404, text: 'NoSuchKey' };
  }

  #sign(action: 'put' | 'get', link: string): string {
    const signature = randomBytes(8).toString('hex');
    this.#signatures.set(signature, `${action} ${link}`);
    return `${link}?sig=${signature}&x=1`;
  }
}
