import { Transcriber } from '../voice/transcriber.ts';
import type { TranscriberOptions } from '../voice/transcriber.ts';
import type { Clock } from '../base/clock.ts';
import type { Secrets } from '../settings/ports.ts';
import type { Settings } from '../../shared/settings.ts';

type Parts = {
  readonly settings: Settings;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly clock: Clock;
};

/** The service that turns speech into text, as settings and secrets have it. */
export function openTranscriber(
  { settings, secrets, clock }: Parts,
  onUse: TranscriberOptions['onUse'],
): Transcriber {
  return new Transcriber({
    ...{ url: settings['stt.url'], model: settings['stt.model'], clock, onUse },
    language: settings['stt.language'],
    key: () => secrets.get('stt-key'),
  });
}
