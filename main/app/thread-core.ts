import { isAbort } from '../../shared/errors.ts';
import { heldBackReason } from '../../shared/restore.ts';
import type { RestoreMark } from '../../shared/restore.ts';
import type { Agent } from '../agent/ports.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { Store } from '../store/store.ts';
import { Desk } from '../thread/desk.ts';
import { InboxRunner } from '../thread/inbox-runner.ts';
import { LedgerCare } from '../thread/ledger-care.ts';
import type { ThreadNews } from '../thread/news.ts';
import { OutboxRunner } from '../thread/outbox-runner.ts';
import type { PauseSwitch } from '../thread/pause.ts';
import type { MessageChannel } from '../thread/ports.ts';
import { TurnRunner } from '../thread/turn-runner.ts';
import { WorkSigns } from '../thread/work-signs.ts';

export type ThreadCoreParts = {
  readonly store: Store;
  readonly agent: Agent;
  readonly channels: readonly MessageChannel[];
  readonly pause: PauseSwitch;
  /** The newest backup that was restored; null for none. */
  readonly restored: RestoreMark | null;
  readonly clock: Clock;
  readonly log: Logger;
};

export type ThreadCore = {
  readonly news: Emitter<ThreadNews>;
  readonly inbox: InboxRunner;
  readonly outbox: OutboxRunner;
  readonly desk: Desk;
  readonly care: LedgerCare;
  /** Takes up what an earlier run left, and from now on sends what turns leave behind. */
  start(): void;
};

/** Intake, turns and outbox around the one store. */
export function joinThread(parts: ThreadCoreParts, scope: Scope): ThreadCore {
  const { store: ledger, agent, channels, pause, restored, clock, log } = parts;
  const news = new Emitter<ThreadNews>();
  const turns = new TurnRunner({ ledger, agent, news, clock });
  const shared = { ledger, channels, gate: pause.gate, news, clock };
  const signs = new WorkSigns({ ...shared, log: log.child('signs') }, scope.signal);
  scope.defer('signs of work', signs.start());
  const heldBack = (at: number): string | null => heldBackReason(restored, at);
  const inbox = new InboxRunner(
    { ...shared, turns, heldBackReason: heldBack, log: log.child('inbox') },
    scope.signal,
  );
  const outbox = new OutboxRunner({ ...shared, log: log.child('outbox') }, scope.signal);
  scope.defer('turns under way', async () => {
    await inbox.idle();
    await outbox.idle();
  });
  const watch = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (!isAbort(error)) log.error('the ledger could not be taken up', errorFields(error));
    });
  };
  return {
    news,
    inbox,
    outbox,
    desk: new Desk({ inbox, news, gate: pause.gate, clock }),
    care: new LedgerCare({ ...shared, inbox, outbox }),
    start: () => {
      scope.defer(
        'news of replies',
        news.on(({ type }) => {
          if (type === 'reply-finished') watch(outbox.takeUp());
        }),
      );
      scope.defer(
        'news of pauses',
        pause.changed.on((paused) => {
          if (!paused) watch(outbox.takeUp());
        }),
      );
      watch(inbox.takeUp());
      watch(outbox.takeUp());
    },
  };
}
