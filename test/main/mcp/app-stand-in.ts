import { mcpScene, never, peerWith } from './mcp-scene.ts';

/** An app with one server that does not end by itself; it tells the server's id and then waits to be killed. */
const scene = await mcpScene([peerWith('stays')]);
await scene.hub.approve('peer', never);
const { text } = await scene.call('echo', { text: 'a' });
process.stdout.write(`${text}\n`);
