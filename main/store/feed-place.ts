import type { FeedPlace, FeedPlaces } from '../carbonvoice/ports.ts';
import type { Database } from './database.ts';

type Key = Parameters<FeedPlaces['readFeedPlace']>[0];
type Save = Parameters<FeedPlaces['saveFeedPlace']>[0];

export function readFeedPlace({ sql }: Database, { service, account }: Key): FeedPlace | null {
  const row = sql.get`SELECT startedAt, cursor, handledAt FROM feedPlace
    WHERE service = ${service} AND account = ${account}`;
  return row ? ({ ...row } as unknown as FeedPlace) : null;
}

/** The instant of the first start stays what it was. */
export function saveFeedPlace({ sql }: Database, { service, account, place }: Save): null {
  sql.run`INSERT INTO feedPlace (service, account, startedAt, cursor, handledAt)
    VALUES (${service}, ${account}, ${place.startedAt}, ${place.cursor}, ${place.handledAt})
    ON CONFLICT (service, account) DO UPDATE SET cursor = ${place.cursor},
      handledAt = ${place.handledAt}`;
  return null;
}
