import type { IpcRequestName } from '../../shared/ipc-contract.ts';

// The keys of `ipcRequests`, kept complete by the compiler: the contract itself would bring its schema library into
// the sandboxed preload, which has to be parsed before the page can start.
const names: Readonly<Record<IpcRequestName, true>> = {
  'state:get': true,
  'thread:page': true,
  'message:send': true,
  'message:retry': true,
  'message:drop': true,
  'agent:set-paused': true,
  'action:answer': true,
  'actions:list': true,
  'calls:recent': true,
  'call:place': true,
  'call:hang-up': true,
  'call:say': true,
  'call:hand-over': true,
  'call:step-up': true,
  'call:mute': true,
  'call:note': true,
  'senders:list': true,
  'senders:allow': true,
  'senders:disallow': true,
  'numbers:list': true,
  'numbers:answer': true,
  'numbers:undo': true,
  'notes:list': true,
  'notes:edit': true,
  'notes:delete': true,
  'notes:undo': true,
  'thread:search': true,
  'tasks:list': true,
  'tasks:change': true,
  'reminders:list': true,
  'reminders:cancel': true,
  'contacts:list': true,
  'meters:get': true,
  'turns:list': true,
  'rehearsal:call': true,
  'rehearsal:say': true,
  'rehearsal:interrupt': true,
  'rehearsal:hang-up': true,
  'rehearsal:send-message': true,
  'rehearsal:set-fault': true,
};

/** True for the name of a request in the IPC contract. */
export function isRequestName(name: unknown): name is IpcRequestName {
  return typeof name === 'string' && Object.hasOwn(names, name);
}
