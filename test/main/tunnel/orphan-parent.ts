import type { OpenOrder } from '../../../main/tunnel/ngrok-messages.ts';
import { createForkStarter } from '../../../main/base/fork-starter.ts';

// A parent to be killed: starts the script it is told of, passes the order on and tells the child's id.
process.on('message', (message: { readonly script: string; readonly order: OpenOrder }) => {
  const child = createForkStarter().start(message.script, { name: 'orphan', env: {} });
  child.send({ ...message.order, parentPid: process.pid });
  process.send?.({ pid: child.pid });
});
