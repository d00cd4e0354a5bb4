import { effectiveLlmProvider } from '../../../shared/settings.ts';
import type { Settings } from '../../../shared/settings.ts';
import { createOpenAiCompatible } from '../../agent/models/openai-compatible.ts';
import type { ModelPort } from '../../doctor/model-check.ts';
import type { Secrets } from '../../settings/ports.ts';
import { withoutModel } from '../model.ts';
import { isLoopback } from '../ways-in.ts';

/** The setting that needs a public address; null for none. */
export function wantsTunnel(settings: Settings): string | null {
  if (settings['tunnel.provider'] === 'ngrok') return 'tunnel.provider';
  if (settings['tunnel.provider'] === null && settings['ngrok.serverAddr'] !== null) {
    return 'ngrok.serverAddr';
  }
  if (settings['tunnel.provider'] === null && settings['ngrok.domain'] !== null) {
    return 'ngrok.domain';
  }
  const isAway = !isLoopback(settings['voipbin.url']);
  return settings['voipbin.delivery'] === 'webhook' && isAway ? 'voipbin.delivery' : null;
}

/** The setting that is of no use without a Carbon Voice account; null for none. */
export function wantsCarbonVoice(settings: Settings): string | null {
  return settings['carbonvoice.allow'].length > 0 ? 'carbonvoice.allow' : null;
}

/** Longer than the limit of a look: that one decides. */
const stallMs = 60_000;

/** The model as settings name it, asked by a connection of its own that ends with the signal. */
export function modelPort(
  settings: Settings,
  secrets: Pick<Secrets, 'get'>,
  lifetime: AbortSignal,
): ModelPort {
  const provider = effectiveLlmProvider(settings);
  const url = settings['llm.url'];
  if (provider !== 'openai-compatible' || url === null) {
    return { server: null, state: withoutModel(provider) };
  }
  const name = settings['llm.model'];
  const key = (): Promise<string | null> => secrets.get('llm-key');
  const limits = () => ({ firstTokenMs: stallMs, stallMs, thinkMs: stallMs });
  return {
    name,
    url,
    server: createOpenAiCompatible({ url, model: name, key, limits, lifetime }),
  };
}

/** Carbon Voice: personal access tokens begin with it. */
const tokenStart = 'cv_pat_';

/** Null where there is none. Throws AppError when the keychain does not answer. */
export async function looksLikeToken(secrets: Pick<Secrets, 'get'>): Promise<boolean | null> {
  const token = await secrets.get('carbonvoice-pat');
  return token === null ? null : token.startsWith(tokenStart);
}
