import { randomUUID } from 'node:crypto';

/** A resource as the wire has it. */
export type Wire = Record<string, unknown> & { id: string };

/** The first instant of the double, in epoch ms. */
export const startAt = Date.UTC(2026, 0, 15, 9, 30);
export const noId = '00000000-0000-0000-0000-000000000000';

/**
 * `server`: as the published source does it. `guide`: as the integration guide says. A client works with both.
 */
export type Behaviour = 'server' | 'guide';

/** Times of the double are its own; only their order matters. */
export class Times {
  #ms = startAt;
  readonly #behaviour: Behaviour;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
  }

  next(): string {
    this.#ms += 1;
    const iso = new Date(this.#ms).toISOString();
    return this.#behaviour === 'server' ? iso : iso.replace('T', ' ').replace('Z', '000');
  }
}

export function newCall(given: Record<string, unknown>, at: string): Wire {
  return {
    id: randomUUID(),
    flow_id: noId,
    type: 'flow',
    groupcall_id: noId,
    source: { type: 'tel', target: '+15550001000', target_name: '', name: '', detail: '' },
    destination: { type: 'tel', target: '+15550002000', target_name: '', name: '', detail: '' },
    status: 'dialing',
    direction: 'outgoing',
    hangup_by: '',
    hangup_reason: '',
    tm_create: at,
    tm_update: at,
    ...given,
  };
}

export function newSession(given: Record<string, unknown>, at: string): Wire {
  return {
    id: randomUUID(),
    activeflow_id: noId,
    reference_type: 'call',
    language: 'en-US',
    tm_create: at,
    tm_update: null,
    tm_delete: null,
    ...given,
  };
}
