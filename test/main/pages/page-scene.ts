import { PageReader } from '../../../main/pages/page-reader.ts';
import type { PageReaderParts } from '../../../main/pages/page-reader.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import { LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';

/** What the pages of a test are asked of. */
export const server = new LocalServer();
export const never = new AbortController().signal;

/** Names that lead to the server of this test, and what may be connected to: that alone. */
export function reader(
  change: Partial<PageReaderParts> = {},
  names: Record<string, readonly string[]> = {},
) {
  const asked: string[] = [];
  const pages = new PageReader({
    door: {
      resolve: async (name) => {
        asked.push(name);
        return names[name] ?? ['127.0.0.1'];
      },
      mayConnect: (address) => address === '127.0.0.1',
      ports: { has: () => true },
    },
    script: new URL('../../../main/pages/page-worker.ts', import.meta.url),
    userAgent: 'Adjutant/test',
    clock: systemClock,
    proxies: null,
    ...change,
  });
  return { pages, asked };
}

/** The address of a path of the server, under a name that leads there. */
export function at(path: string, host = 'page.example'): string {
  return `http://${host}:${new URL(server.url).port}${path}`;
}

/** Answers with a body of a type. */
export function answer(
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): LocalAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': type, ...headers });
    response.end(body);
  };
}

/** The sentence in which it failed. */
export async function failureOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError))
    throw new Error('it did not fail as it should', { cause: error });
  return error.message;
}
