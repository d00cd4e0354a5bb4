import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, RemoteError } from '../../shared/errors.ts';
import type { Model, ModelCatalog } from '../agent/ports.ts';
import type { Check } from './check.ts';
import { bad, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';

export type ModelPort =
  | {
      readonly server: Model & ModelCatalog;
      /** Null: the first that the server lists. */
      readonly name: string | null;
      readonly url: string;
    }
  /** No model answers; why. */
  | {
      readonly server: null;
      readonly state: Pick<ConnectionState, 'status' | 'detail' | 'remedy'>;
    };

/** Names of models that are told, of a list that may be long. */
const toldNames = 8;

/** Reachable, the key taken, the name known, and one word written: what a question needs. */
export function checkModel(port: ModelPort): Check {
  const look = async (signal: AbortSignal): Promise<Outcome> => {
    if (port.server === null) {
      const { status, detail, remedy } = port.state;
      return status === 'off' ? off(detail, remedy) : bad(detail, remedy);
    }
    return reached(`The model server at ${new URL(port.url).host}`, () => ask(port, signal));
  };
  return { hop: 'model', after: null, look };
}

type Asked = Extract<ModelPort, { readonly url: string }>;

async function ask({ server, name }: Asked, signal: AbortSignal): Promise<Outcome> {
  const names = await listed(server, signal);
  const called = name ?? names?.[0] ?? 'The model';
  try {
    if (await writesAnything(server, signal)) {
      return good(sentences(`${called} answers.`, unlisted(name, names)));
    }
    return bad(`${called} answered without a word.`, 'Set another model: llm.model.');
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LLM_UNKNOWN_MODEL') throw error;
    return bad(sentences(error.message, tellNames(names)), error.remedy);
  }
}

/** Null where the server has no such list: it may answer questions all the same. */
async function listed(
  server: ModelCatalog,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  try {
    return await server.list(signal);
  } catch (error) {
    if (error instanceof RemoteError) return null;
    throw error;
  }
}

/** The answer is given up after its first word, so that it costs next to nothing. */
async function writesAnything(server: Model, signal: AbortSignal): Promise<boolean> {
  const enough = new AbortController();
  const prompt = {
    system: 'This is a test of the connection.',
    messages: [{ role: 'user' as const, content: 'Answer with the one word: yes' }],
  };
  try {
    for await (const part of server.stream(prompt, AbortSignal.any([signal, enough.signal]))) {
      if (typeof part === 'string' && part.trim() !== '') return true;
    }
    return false;
  } finally {
    enough.abort(new DOMException('heard enough', 'AbortError'));
  }
}

function unlisted(name: string | null, names: readonly string[] | null): string {
  if (name === null || names === null || names.includes(name)) return '';
  return 'The server does not list it, and takes it all the same.';
}

function tellNames(names: readonly string[] | null): string {
  if (names === null || names.length === 0) return '';
  const more = names.length > toldNames ? ', …' : '';
  return `It lists: ${names.slice(0, toldNames).join(', ')}${more}.`;
}
