import type { CallRecord, Party } from './ports.ts';

/** A call that was dialled and of which nothing is known yet. */
export function newRecord(id: string, to: Party): CallRecord {
  const from: Party = { type: 'other', target: '', name: '' };
  return {
    ...{ id, direction: 'outgoing', status: 'dialing', from, to, hangup: null },
    ...{ createdAt: null, answeredAt: null, endedAt: null },
  };
}

/** For people who have to choose one. */
export function nameRecord({ id, direction, from, to }: CallRecord): string {
  return direction === 'incoming' ? `${id} from ${from.target}` : `${id} to ${to.target}`;
}
