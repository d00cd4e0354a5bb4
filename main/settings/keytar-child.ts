import { systemClock } from '../base/clock.ts';
import { openParentPort } from '../base/parent-port.ts';
import { processIsAlive, watchParent } from '../base/parent-watch.ts';
import { importKeytar } from './keytar-api.ts';
import type { KeytarReply, KeytarRequest } from './keytar-protocol.ts';
import { isKeytarRequest } from './keytar-protocol.ts';

const parentCheckMs = 400;

serve();

/** Entry of the child process that holds keytar: it can be killed while a keychain does not answer. */
function serve(): void {
  const port = openParentPort(process);
  // An ordinary exit would wait for a request that hangs; this one never does.
  const leave = (): void => void process.kill(process.pid, 'SIGKILL');
  port.onDisconnect(leave);
  const alive = { parentPid: process.ppid, ppid: () => process.ppid, isAlive: processIsAlive };
  watchParent({ ...alive, clock: systemClock, everyMs: parentCheckMs }, leave);
  port.onMessage((message) => {
    if (isKeytarRequest(message)) void answer(message).then((reply) => port.send(reply));
  });
}

async function answer(request: KeytarRequest): Promise<KeytarReply> {
  try {
    return { id: request.id, value: await perform(request), error: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { id: request.id, value: null, error: { message, code } };
  }
}

async function perform(request: KeytarRequest): Promise<string | boolean | null> {
  const { action, service, account, value } = request;
  const keytar = await importKeytar();
  if (action === 'get') return keytar.getPassword(service, account);
  if (action === 'delete') return keytar.deletePassword(service, account);
  await keytar.setPassword(service, account, value ?? '');
  return null;
}
