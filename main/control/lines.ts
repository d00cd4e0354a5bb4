import type { Socket } from 'node:net';

/** A line longer than this is no line of ours. */
const maxLineBytes = 4 * 1024 * 1024;

/** Calls `onLine` for each line of UTF-8 text; a peer that never ends a line is cut off. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineBytes) return void socket.destroy();
    for (const line of lines) onLine(line);
  });
}
