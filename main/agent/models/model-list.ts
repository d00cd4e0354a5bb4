import { z } from 'zod';
import { RemoteError } from '../../../shared/errors.ts';
import { httpRequest } from '../../base/http.ts';
import { keyRefused } from './model-errors.ts';
import type { ModelIdentity } from './model-identity.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const timeoutMs = 10_000;
/** Anthropic: lists 20 at once unless more are asked for; 1000 at most. Others do not look at it. */
const anthropicPage = '?limit=1000';

export type ModelListQuery = {
  /** Base address, without a slash at the end; `/models` is appended. */
  readonly url: string;
  /** With the key in it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly identity: ModelIdentity;
  readonly signal: AbortSignal;
};

/** The models that a server offers, in its own order. Throws AppError; RemoteError where it has no such list. */
export async function listModels(query: ModelListQuery): Promise<readonly string[]> {
  const { url, headers, identity, signal } = query;
  const page = 'anthropic-version' in headers ? anthropicPage : '';
  const answer = await httpRequest({
    ...{ method: 'GET', url: `${url}/models${page}`, headers, timeoutMs, signal },
  });
  if (answer.status === 401 || answer.status === 403) throw keyRefused(identity);
  const list = listSchema.safeParse(answer.status === 200 ? parse(answer.text) : null);
  if (list.success) return list.data.data.map(({ id }) => id);
  throw new RemoteError('LLM_NO_LIST', `${identity.who} has no list of models.`, {
    status: answer.status,
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
