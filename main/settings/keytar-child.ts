import { importKeytar } from './keytar-api.ts';
import type { KeytarReply, KeytarRequest } from './keytar-protocol.ts';
import { isKeytarRequest } from './keytar-protocol.ts';

/** Electron's side of a utility process; absent under `fork`. */
type ParentPort = {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
};

serve();

/** Entry of the child process that holds keytar: it can be killed while a keychain does not answer. */
function serve(): void {
  const port = (process as { readonly parentPort?: ParentPort }).parentPort;
  const reply = (message: KeytarReply): void => {
    if (port) port.postMessage(message);
    else process.send?.(message);
  };
  const receive = (message: unknown): void => {
    if (isKeytarRequest(message)) void answer(message).then(reply);
  };
  port?.on('message', ({ data }) => receive(data));
  process.on('message', receive);
  // An ordinary exit would wait for a request that hangs; this one never does.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
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
