import { z } from 'zod';
import { AuthError, RemoteError } from '../../../shared/errors.ts';
import { httpRequest } from '../../base/http.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const timeoutMs = 10_000;

export type ModelListQuery = {
  /** Base address, without a slash at the end; `/models` is appended. */
  readonly url: string;
  readonly key: string | null;
  readonly signal: AbortSignal;
};

/** The models that a server offers, in its own order. Throws AppError; RemoteError where it has no such list. */
export async function listModels({ url, key, signal }: ModelListQuery): Promise<readonly string[]> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const answer = await httpRequest({
    method: 'GET',
    url: `${url}/models`,
    headers,
    timeoutMs,
    signal,
  });
  if (answer.status === 401 || answer.status === 403) throw keyRefused();
  const list = listSchema.safeParse(answer.status === 200 ? parse(answer.text) : null);
  if (list.success) return list.data.data.map(({ id }) => id);
  throw new RemoteError('LLM_NO_LIST', 'The model server has no list of models.', {
    status: answer.status,
  });
}

export function keyRefused(): AuthError {
  return new AuthError('LLM_KEY_REFUSED', 'The model server refuses the key.', {
    remedy: 'Set the right key: npm run -s adjutant -- secret set llm-key',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it.
    return null;
  }
}
