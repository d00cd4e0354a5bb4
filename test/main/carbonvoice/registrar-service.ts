import { RemoteError } from '../../../shared/errors.ts';

type Made = { readonly url: string; readonly filtered: boolean };

/** The service's side of registering: what stands by its id; an address stands once. */
export class RegistrarService {
  readonly standing = new Map<string, Made>();
  readonly asked: string[] = [];
  /** Thrown instead of an answer; `lost`: after it was done. */
  fault: { readonly error: Error; readonly lost?: boolean } | null = null;
  refusesFilter = false;
  removalFault: Error | null = null;
  #next = 0;

  async subscribe(url: string, agentId: string | null) {
    this.asked.push(`+ ${url}${agentId === null ? ' unfiltered' : ''}`);
    if (this.fault && !this.fault.lost) throw this.fault.error;
    const isThere = [...this.standing.values()].some((one) => one.url === url);
    if (this.refusesFilter && agentId !== null) throw refused(400, 'unknown filter');
    if (isThere) return null;
    this.#next += 1;
    const id = `id-${this.#next}`;
    this.standing.set(id, { url, filtered: agentId !== null });
    if (this.fault) throw this.fault.error;
    return { id, clientId: 'client' };
  }

  async unsubscribe(_clientId: string, id: string): Promise<void> {
    this.asked.push(`- ${id}`);
    if (this.removalFault) throw this.removalFault;
    if (!this.standing.delete(id)) throw refused(404, 'Not found');
  }

  get urls(): readonly string[] {
    return [...this.standing.values()].map(({ url }) => url);
  }
}

/** An answer that refuses. */
export const refused = (status: number, told = ''): RemoteError =>
  new RemoteError('X', told, { status });
