import { initial } from './0001-initial.ts';
import { calls } from './0002-calls.ts';
import { callAccounts } from './0003-call-accounts.ts';
import { away } from './0004-away.ts';
import { feedPlace } from './0005-feed-place.ts';
import { parts } from './0006-parts.ts';
import { keeping } from './0007-keeping.ts';
import { attachments } from './0008-attachments.ts';
import { registration } from './0009-registration.ts';
import { tokenAge } from './0010-token-age.ts';
import { leanSearch } from './0011-lean-search.ts';
import { actions } from './0012-actions.ts';
import { planning } from './0013-planning.ts';
import { memory } from './0014-memory.ts';
import { meters } from './0015-meters.ts';
import { pinFailures } from './0016-pin-failures.ts';
import { mcp } from './0017-mcp.ts';
import { awaitedCall } from './0018-awaited-call.ts';
import { seenPlace } from './0019-seen-place.ts';
import { dials } from './0020-dials.ts';
import { ownActions } from './0021-own-actions.ts';

/** Forward only; the position in this list is the schema's version. */
export const migrations: readonly string[] = [
  initial,
  calls,
  callAccounts,
  away,
  feedPlace,
  parts,
  keeping,
  attachments,
  registration,
  tokenAge,
  leanSearch,
  actions,
  planning,
  memory,
  meters,
  pinFailures,
  mcp,
  awaitedCall,
  seenPlace,
  dials,
  ownActions,
];
