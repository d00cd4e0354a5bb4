import { randomUUID } from 'node:crypto';
import { StoreError } from '../../shared/errors.ts';
import type { ThreadAttachment } from '../../shared/attachments.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type {
  Attachment,
  ChangeAttachment,
  DeskFile,
  GivenFile,
  IncomingAttachment,
  OpenAttachments,
  OutgoingAttachment,
} from '../thread/attachment-ports.ts';
import type { Database } from './database.ts';
import { readMessage } from './message.ts';

type Row = Readonly<Record<string, unknown>>;

/** What goes along with a line that is about to be sent; part of the commit that makes the line. */
export function insertOutgoing(
  db: Database,
  messageId: string,
  attachments: readonly OutgoingAttachment[],
): void {
  for (const [position, one] of attachments.entries()) {
    db.sql
      .run`INSERT INTO attachment (id, messageId, part, position, direction, kind, name, mimeType, bytes,
        path, url, state)
      VALUES (${randomUUID()}, ${messageId}, ${one.part}, ${position}, 'out', ${one.kind}, ${one.name},
        ${one.mimeType}, ${one.bytes}, ${one.path}, ${one.url}, 'kept')`;
  }
  show(db, messageId);
}

/** What came along with a message, as often as it is looked at; what was fetched since stays as it is. */
export function noteIncoming(
  db: Database,
  messageId: string,
  attachments: readonly IncomingAttachment[],
): void {
  for (const [position, one] of attachments.entries()) {
    db.sql
      .run`INSERT INTO attachment (id, messageId, part, position, direction, kind, name, mimeType, bytes,
        url, remoteId, shareLinkId, state, reason)
      VALUES (${randomUUID()}, ${messageId}, 0, ${position}, 'in', ${one.kind}, ${one.name}, ${one.mimeType},
        ${one.bytes}, ${one.url}, ${one.remoteId}, ${one.shareLinkId}, ${one.state}, ${one.reason})
      ON CONFLICT (messageId, position) DO UPDATE SET name = excluded.name, mimeType = excluded.mimeType,
        bytes = excluded.bytes, url = excluded.url, remoteId = excluded.remoteId,
        shareLinkId = excluded.shareLinkId, state = excluded.state, reason = excluded.reason
      WHERE state NOT IN ('fetched', 'failed')`;
  }
  if (attachments.length > 0) show(db, messageId);
}

/** What the owner gave along at the desk: it is here already. */
export function noteGiven(db: Database, messageId: string, files: readonly DeskFile[]): void {
  for (const [position, { name, mimeType, bytes, path }] of files.entries()) {
    db.sql
      .run`INSERT INTO attachment (id, messageId, part, position, direction, kind, name, mimeType, bytes, path, state)
      VALUES (${randomUUID()}, ${messageId}, 0, ${position}, 'in', 'file', ${name}, ${mimeType}, ${bytes}, ${path}, 'fetched')`;
  }
  show(db, messageId);
}

/** The files that the owner gave at the desk, newest first. */
export function givenFiles(
  { sql }: Database,
  { limit }: { readonly limit: number },
): readonly GivenFile[] {
  return sql.all`SELECT attachment.name, attachment.bytes, attachment.path, message.at
    FROM message JOIN attachment ON attachment.messageId = message.id
    WHERE message.channel = 'desktop' AND message.direction = 'in' AND message.attachments IS NOT NULL
      AND attachment.state = 'fetched' AND attachment.path IS NOT NULL
    ORDER BY message.at DESC, attachment.position LIMIT ${limit}` as unknown as readonly GivenFile[];
}

export function attachmentsOf(
  { sql }: Database,
  { messageId }: { readonly messageId: string },
): readonly Attachment[] {
  return sql.all`SELECT * FROM attachment WHERE messageId = ${messageId} ORDER BY position`.map(
    toAttachment,
  );
}

export function changeAttachment(db: Database, change: ChangeAttachment): ThreadMessage {
  const { id, state, reason, bytes = null, path = null } = change;
  const { url = null, remoteId = null } = change;
  const row = db.sql.get`UPDATE attachment SET state = ${state}, reason = ${reason},
    bytes = coalesce(${bytes}, bytes), path = coalesce(${path}, path), url = coalesce(${url}, url),
    remoteId = coalesce(${remoteId}, remoteId)
    WHERE id = ${id} RETURNING messageId`;
  if (!row) throw new StoreError('STORE_NO_ATTACHMENT', 'There is no such attachment.');
  const messageId = String(row['messageId']);
  show(db, messageId);
  return readMessage(db, { id: messageId });
}

export function openAttachments({ sql }: Database): readonly OpenAttachments[] {
  // SQLite: a cross join is read in the order that it is written in.
  const out = sql.all`SELECT attachment.*, outbox.channel, outbox.remoteId AS messageRemoteId
    FROM attachment INDEXED BY attachment_open
    CROSS JOIN outbox ON outbox.messageId = attachment.messageId AND outbox.position = attachment.part
    WHERE attachment.state IN ('kept', 'uploaded', 'awaited') AND attachment.state <> 'awaited' AND outbox.state = 'sent' AND outbox.remoteId IS NOT NULL
    ORDER BY outbox.rowid, attachment.position`;
  const came = sql.all`SELECT attachment.*, inbox.channel, inbox.remoteId AS messageRemoteId
    FROM attachment INDEXED BY attachment_open CROSS JOIN inbox ON inbox.id = attachment.messageId
    WHERE attachment.state IN ('kept', 'uploaded', 'awaited') AND attachment.state = 'awaited' ORDER BY inbox.rowid, attachment.position`;
  const groups = Map.groupBy([...out, ...came], (row) => String(row['messageRemoteId']));
  return [...groups].flatMap(([remoteId, rows]) => {
    const [first] = rows;
    if (!first) return [];
    const { messageId, channel, direction } = first as unknown as OpenAttachments;
    return [{ messageId, channel, direction, remoteId, attachments: rows.map(toAttachment) }];
  });
}

/** What the thread shows of them is kept with the line. */
function show(db: Database, messageId: string): void {
  const shown = attachmentsOf(db, { messageId }).map(toShown);
  const json = shown.length === 0 ? null : JSON.stringify(shown);
  db.sql.run`UPDATE message SET attachments = ${json} WHERE id = ${messageId}`;
}

function toShown(attachment: Attachment): ThreadAttachment {
  const { kind, name, mimeType, bytes, state, reason, path } = attachment;
  return { kind, name, mimeType, bytes, state, reason, path };
}

function toAttachment(row: Row): Attachment {
  const { id, messageId, part, position, direction, kind } = row as unknown as Attachment;
  const { name, mimeType, bytes, path, url, remoteId } = row as unknown as Attachment;
  const { shareLinkId, state, reason } = row as unknown as Attachment;
  return {
    ...{ id, messageId, part, position, direction, kind, name, mimeType, bytes, path, url },
    ...{ remoteId, shareLinkId, state, reason },
  };
}
