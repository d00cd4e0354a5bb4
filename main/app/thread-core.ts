import { isAbort } from '../../shared/errors.ts';
import { heldBackReason } from '../../shared/restore.ts';
import type { RestoreMark } from '../../shared/restore.ts';
import type { Agent } from '../agent/ports.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { untilKept } from '../base/until-kept.ts';
import type { Store } from '../store/store.ts';
import type { AttachmentCarrier, FileShelf } from '../thread/attachment-ports.ts';
import { AttachmentRunner, hasOpenAttachments } from '../thread/attachment-runner.ts';
import { Desk } from '../thread/desk.ts';
import { InboxRunner } from '../thread/inbox-runner.ts';
import { LedgerCare } from '../thread/ledger-care.ts';
import type { ThreadNews } from '../thread/news.ts';
import { OutboxRunner } from '../thread/outbox-runner.ts';
import type { PauseSwitch } from '../thread/pause.ts';
import type { MessageChannel } from '../thread/channel-ports.ts';
import { TurnRunner } from '../thread/turn-runner.ts';
import { WorkSigns } from '../thread/work-signs.ts';

export type ThreadCoreParts = {
  readonly store: Store;
  readonly agent: Agent;
  readonly channels: readonly MessageChannel[];
  /** Who brings attachments up and down. */
  readonly carriers: readonly AttachmentCarrier[];
  readonly shelf: FileShelf;
  readonly pause: PauseSwitch;
  readonly news: Emitter<ThreadNews>;
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
  /** Stops what is being written. */
  readonly turns: Pick<TurnRunner, 'stop'>;
  /** Takes up what an earlier run left, and from now on sends what turns leave behind. */
  start(): void;
};

/** The thread with what sees to attachments in the background. */
export type JoinedThread = ThreadCore & { readonly attachments: AttachmentRunner };

/** Intake, turns and outbox around the one store. */
export function joinThread(parts: ThreadCoreParts, scope: Scope): JoinedThread {
  const { store: ledger, agent, channels, pause, restored, news, clock, log } = parts;
  const shared = { ledger, channels, gate: pause.gate, news, clock };
  const outbox = new OutboxRunner({ ...shared, log: log.child('outbox') }, scope.signal);
  const turns = new TurnRunner({ ledger, agent, outbox, news, clock, log });
  const signs = new WorkSigns({ ...shared, log: log.child('signs') }, scope.signal);
  scope.defer('signs of work', signs.start());
  const heldBack = (at: number): string | null => heldBackReason(restored, at);
  const inbox = new InboxRunner(
    { ...shared, turns, heldBackReason: heldBack, log: log.child('inbox') },
    scope.signal,
  );
  const attachments = joinAttachments(parts, news, scope);
  scope.defer('turns under way', async () => {
    await inbox.idle();
    await outbox.idle();
    await attachments.idle();
  });
  return {
    news,
    inbox,
    outbox,
    attachments,
    turns,
    desk: new Desk({ inbox, news, gate: pause.gate, clock }),
    care: new LedgerCare({ ...shared, inbox, outbox }),
    start: () => start({ ...parts, news, inbox, outbox, attachments }, scope),
  };
}

type Runners = ThreadCoreParts & Pick<JoinedThread, 'news' | 'inbox' | 'outbox' | 'attachments'>;

function start({ news, inbox, outbox, attachments, ...parts }: Runners, scope: Scope): void {
  const { pause, shelf, store, log } = parts;
  // What is not taken up now is not looked for again: a data file that cannot be read for a moment is waited for.
  const watch = (work: () => Promise<void>): void => {
    untilKept(work, parts, scope.signal).catch((error: unknown) => {
      if (!isAbort(error)) log.error('the ledger could not be taken up', errorFields(error));
    });
  };
  const stops = [
    news.on((one) => {
      const isOpen = one.type === 'message-saved' && hasOpenAttachments(one.message);
      if (isOpen) watch(() => attachments.takeUp());
    }),
    pause.changed.on((paused) => {
      if (!paused) outbox.send();
    }),
  ];
  for (const stop of stops) scope.defer('news of the thread', stop);
  watch(() => inbox.takeUp());
  outbox.send();
  watch(() => attachments.takeUp());
  // What a run that ended at a bad moment left belongs to no line.
  watch(() =>
    shelf.sweep(async (messageId) => (await store.attachmentsOf({ messageId })).length > 0),
  );
}

function joinAttachments(
  { store, carriers, shelf, pause, clock, log }: ThreadCoreParts,
  news: Emitter<ThreadNews>,
  scope: Scope,
): AttachmentRunner {
  const deps = { ledger: store, carriers, shelf, gate: pause.gate, news, clock };
  return new AttachmentRunner({ ...deps, log: log.child('attachments') }, scope.signal);
}
