import { effectiveLlmProvider } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';
import { WatchedModel } from '../agent/models/model-connection.ts';
import { createOpenAiCompatible } from '../agent/models/openai-compatible.ts';
import type { Model } from '../agent/ports.ts';
import type { Secrets } from '../settings/ports.ts';
import type { ConnectionBoard } from '../status/connections.ts';

/** Written channels can wait this long for the first word, and between two. */
const firstTokenMs = 30_000;
const stallMs = 20_000;

/** The model as settings name it; null stands for the built-in responder. */
export function joinModel(
  settings: Settings,
  secrets: Secrets,
  board: ConnectionBoard,
): Model | null {
  const provider = effectiveLlmProvider(settings);
  const url = settings['llm.url'];
  const model = settings['llm.model'];
  if (provider === 'builtin') {
    board.set('llm', {
      status: 'off',
      detail: 'No model is set up; the built-in responder keeps notes and takes messages.',
      remedy: 'Set llm.url (and llm.model) to a model server that speaks the OpenAI protocol.',
    });
    return null;
  }
  if (provider !== 'openai-compatible' || url === null) {
    board.set('llm', {
      status: 'refused',
      detail: `The provider ${provider} is not available in this version; the built-in responder answers.`,
      remedy: 'Set llm.provider to openai-compatible and llm.url to its address.',
    });
    return null;
  }
  const name = model ?? 'the first model of the server';
  board.set('llm', { status: 'connecting', detail: `${name}, not asked yet.`, remedy: '' });
  const key = (): Promise<string | null> => secrets.get('llm-key').catch(() => null);
  const limits = { firstTokenMs, stallMs };
  const inner = createOpenAiCompatible({ url, model, key, ...limits });
  return new WatchedModel(inner, name, (state) => board.set('llm', state));
}
