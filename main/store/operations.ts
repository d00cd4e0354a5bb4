import * as action from './action.ts';
import * as approval from './approval.ts';
import * as attachment from './attachment.ts';
import * as call from './call.ts';
import * as contact from './contact.ts';
import * as dial from './dial.ts';
import * as erase from './erase.ts';
import * as feedPlace from './feed-place.ts';
import * as inbox from './inbox.ts';
import * as ledger from './ledger.ts';
import * as mcpApproval from './mcp-approval.ts';
import * as message from './message.ts';
import * as meter from './meter.ts';
import * as missed from './missed.ts';
import * as note from './note.ts';
import * as notice from './notice.ts';
import * as outbox from './outbox.ts';
import * as pinFailure from './pin-failure.ts';
import * as phoneNumber from './phone-number.ts';
import * as prune from './prune.ts';
import * as recall from './recall.ts';
import * as registration from './registration.ts';
import * as reminder from './reminder.ts';
import * as restore from './restore.ts';
import * as search from './search.ts';
import * as seenPlace from './seen-place.ts';
import * as sender from './sender.ts';
import * as summary from './summary.ts';
import * as task from './task.ts';
import * as tidy from './tidy.ts';
import * as traces from './traces.ts';
import * as tokenAge from './token-age.ts';
import * as turn from './turn.ts';

/** Everything the store can be asked, by name. Each but `runsAlone` runs inside a transaction of the store's thread. */
export const operations = {
  accept: inbox.accept,
  pendingInbox: inbox.pendingInbox,
  unreadInbox: inbox.unreadInbox,
  resolve: inbox.resolve,
  settle: inbox.settle,
  postpone: inbox.postpone,
  completeTurn: inbox.completeTurn,
  markRead: inbox.markRead,
  openOutbox: outbox.openOutbox,
  doubtSending: outbox.doubtSending,
  markOutbound: outbox.markOutbound,
  sentRemoteIds: outbox.sentRemoteIds,
  answeredMessages: outbox.answeredMessages,
  compose: outbox.compose,
  counts: outbox.counts,
  ledgerEntries: ledger.ledgerEntries,
  reopen: ledger.reopen,
  drop: ledger.drop,
  addAction: action.addAction,
  findAction: action.findAction,
  decideAction: action.decideAction,
  startAction: action.startAction,
  endAction: action.endAction,
  readAction: action.readAction,
  openActions: action.openActions,
  listActions: action.listActions,
  actionsOfTurns: action.actionsOfTurns,
  addTask: task.addTask,
  changeTask: task.changeTask,
  readTask: task.readTask,
  listTasks: task.listTasks,
  dueTasks: task.dueTasks,
  addReminder: reminder.addReminder,
  cancelReminder: reminder.cancelReminder,
  readReminder: reminder.readReminder,
  listReminders: reminder.listReminders,
  dueReminders: reminder.dueReminders,
  nextDueAt: reminder.nextDueAt,
  toldAfter: reminder.toldAfter,
  moveReminder: reminder.moveReminder,
  wasTold: reminder.wasTold,
  tellDue: reminder.tellDue,
  othersSince: notice.othersSince,
  openNotices: notice.openNotices,
  ownerTraces: notice.ownerTraces,
  bringNotice: notice.bringNotice,
  askOwner: approval.askOwner,
  untoldActions: approval.untoldActions,
  tellAction: approval.tellAction,
  actionOfRequest: approval.actionOfRequest,
  isRequestUncertain: approval.isRequestUncertain,
  lastBelowRequest: approval.lastBelowRequest,
  openRequests: approval.openRequests,
  attachmentsOf: attachment.attachmentsOf,
  givenFiles: attachment.givenFiles,
  changeAttachment: attachment.changeAttachment,
  openAttachments: attachment.openAttachments,
  mcpApprovals: mcpApproval.mcpApprovals,
  saveMcpApproval: mcpApproval.saveMcpApproval,
  deleteMcpApproval: mcpApproval.deleteMcpApproval,
  appendMessage: message.insertMessage,
  changeHeard: message.changeHeard,
  readMessage: message.readMessage,
  pageBefore: message.pageBefore,
  pageAfter: message.pageAfter,
  pageAround: message.pageAround,
  recentMessages: message.recentMessages,
  searchThread: search.searchThread,
  addMeters: meter.addMeters,
  readMeters: meter.readMeters,
  tellMeter: meter.tellMeter,
  beginCall: call.beginCall,
  endCall: call.endCall,
  openCalls: call.openCalls,
  beginDial: dial.beginDial,
  endDial: dial.endDial,
  openDials: dial.openDials,
  meterCall: call.meterCall,
  lastCalls: call.lastCalls,
  countCallsOut: call.countCallsOut,
  untoldCalls: call.untoldCalls,
  linesOfCall: call.linesOfCall,
  saveBrief: call.saveBrief,
  awaitCall: call.awaitCall,
  phoneNumbers: phoneNumber.phoneNumbers,
  savePhoneNumber: phoneNumber.savePhoneNumber,
  deletePhoneNumber: phoneNumber.deletePhoneNumber,
  phoneCursor: missed.phoneCursor,
  movePhoneCursor: missed.movePhoneCursor,
  tellMissedCall: missed.tellMissedCall,
  awaitedVoicemails: missed.awaitedVoicemails,
  changeMissedCall: missed.changeMissedCall,
  tellText: missed.tellText,
  addPinFailure: pinFailure.addPinFailure,
  pinFailures: pinFailure.pinFailures,
  readTokenAge: tokenAge.readTokenAge,
  saveTokenAge: tokenAge.saveTokenAge,
  tellTokenEnd: tokenAge.tellTokenEnd,
  saveTurn: turn.saveTurn,
  lastTurns: turn.lastTurns,
  addNote: note.addNote,
  listNotes: note.listNotes,
  searchNotes: note.searchNotes,
  findNotes: note.findNotes,
  changeNote: note.changeNote,
  deleteNote: note.deleteNote,
  undoNote: note.undoNote,
  purgeNotes: note.purgeNotes,
  saveContact: contact.saveContact,
  deleteContact: contact.deleteContact,
  listContacts: contact.listContacts,
  eraseContacts: contact.eraseContacts,
  recallThread: recall.recallThread,
  summaries: summary.summaries,
  saveSummary: summary.saveSummary,
  mergeSummaries: summary.mergeSummaries,
  readFeedPlace: feedPlace.readFeedPlace,
  saveFeedPlace: feedPlace.saveFeedPlace,
  readSeenPlace: seenPlace.readSeenPlace,
  saveSeenPlace: seenPlace.saveSeenPlace,
  dropRegistration: registration.dropRegistration,
  eraseCalls: erase.eraseCalls,
  eraseMessages: erase.eraseMessages,
  findTraces: traces.findTraces,
  lastRestore: restore.lastRestore,
  leaveRegistrations: registration.leaveRegistrations,
  pruneThread: prune.pruneThread,
  readRegistrations: registration.readRegistrations,
  reopenRefused: sender.reopenRefused,
  saveRegistration: registration.saveRegistration,
  standRegistration: registration.standRegistration,
  tidy: tidy.tidy,
  refusedSenders: sender.refusedSenders,
} as const;

/** What SQLite refuses inside of a transaction. */
export const runsAlone: ReadonlySet<OperationName> = new Set(['tidy']);

export type Operations = typeof operations;
export type OperationName = keyof Operations;

export type StoreRequest = {
  readonly id: number;
  readonly name: OperationName;
  readonly args: unknown;
};
export type StoreAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string };
