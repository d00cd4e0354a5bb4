import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The floor: reads a body, keeps nothing, answers 204. In a process of its own, like the app.
const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => response.writeHead(204).end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}/\n`);
});
