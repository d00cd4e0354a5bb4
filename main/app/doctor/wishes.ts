import type { Settings } from '../../../shared/settings.ts';
import { toModelState } from '../../agent/models/model-connection.ts';
import type { Clock } from '../../base/clock.ts';
import type { Proxies } from '../../base/proxy.ts';
import type { ModelPort } from '../../doctor/model-check.ts';
import type { SpeechPort } from '../../doctor/speech-check.ts';
import type { Secrets } from '../../settings/ports.ts';
import { openModel } from '../listed-model.ts';
import { chooseModels, providers } from '../model-choice.ts';
import { withoutModel } from '../model.ts';
import { openTranscriber } from '../transcriber.ts';
import { isLoopback } from '../../base/loopback.ts';

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

/** The key of a model, and how its server is reached. */
export type ModelDoor = {
  readonly secrets: Pick<Secrets, 'get'>;
  readonly proxies: Proxies | null;
};

/** The first model as settings name it, asked by a connection of its own that ends with the signal. */
export function modelPort(
  settings: Settings,
  { secrets, proxies }: ModelDoor,
  lifetime: AbortSignal,
): ModelPort {
  const [first] = chooseModels(settings);
  if (!first) return { server: null, state: withoutModel };
  if (first.fault) return { server: null, state: toModelState(first.fault) };
  const limits = () => ({ firstTokenMs: stallMs, stallMs, thinkMs: stallMs });
  return {
    name: first.model,
    url: first.url ?? providers[first.provider].url ?? '',
    server: openModel(first, secrets, { limits, lifetime, proxies }),
  };
}

/** The service of speech as settings name it, asked with a client of its own. */
export function speechPort(
  settings: Settings,
  secrets: Pick<Secrets, 'get'>,
  clock: Clock,
): SpeechPort {
  // What is sent is half a second that nobody spoke.
  const transcriber = openTranscriber({ settings, secrets, clock }, () => undefined);
  return {
    url: settings['stt.url'],
    transcribe: (wav, signal) => transcriber.transcribe(wav, signal),
  };
}

/** Carbon Voice: personal access tokens begin with it. */
const tokenStart = 'cv_pat_';

/** Null where there is none. Throws AppError when the keychain does not answer. */
export async function looksLikeToken(secrets: Pick<Secrets, 'get'>): Promise<boolean | null> {
  const token = await secrets.get('carbonvoice-pat');
  return token === null ? null : token.startsWith(tokenStart);
}
