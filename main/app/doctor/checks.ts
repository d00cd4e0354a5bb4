import { checkCalendar } from '../../doctor/calendar-check.ts';
import type { CalendarPort } from '../../doctor/calendar-check.ts';
import { checkCarbonVoiceIdentity } from '../../doctor/carbonvoice-identity-check.ts';
import type { CarbonVoicePort } from '../../doctor/carbonvoice-ports.ts';
import { checkCarbonVoiceReply } from '../../doctor/carbonvoice-reply-check.ts';
import { checkCarbonVoiceSubscription } from '../../doctor/carbonvoice-subscription-check.ts';
import type { Check } from '../../doctor/check.ts';
import { checkKeychain } from '../../doctor/keychain-check.ts';
import type { KeychainPort } from '../../doctor/keychain-check.ts';
import { checkMcp } from '../../doctor/mcp-check.ts';
import type { McpPort } from '../../doctor/mcp-check.ts';
import { checkModel } from '../../doctor/model-check.ts';
import type { ModelPort } from '../../doctor/model-check.ts';
import { checkPublicPath } from '../../doctor/public-path-check.ts';
import type { PublicPathPort } from '../../doctor/public-path-check.ts';
import { checkSpeech } from '../../doctor/speech-check.ts';
import type { SpeechPort } from '../../doctor/speech-check.ts';
import { checkStore } from '../../doctor/store-check.ts';
import type { StorePort } from '../../doctor/store-check.ts';
import { checkTunnel } from '../../doctor/tunnel-check.ts';
import type { TunnelPort } from '../../doctor/tunnel-check.ts';
import { checkVoipBinAccount } from '../../doctor/voipbin-account-check.ts';
import { checkVoipBinNumber } from '../../doctor/voipbin-number-check.ts';
import type { VoipBinPort } from '../../doctor/voipbin-ports.ts';
import { checkVoipBinSocket } from '../../doctor/voipbin-socket-check.ts';

/** What the looks of one run ask, with or without a running instance. */
export type DoctorPorts = {
  readonly keychain: KeychainPort;
  readonly store: StorePort;
  readonly model: ModelPort;
  readonly tunnel: TunnelPort;
  readonly publicPath: PublicPathPort;
  readonly carbonVoice: CarbonVoicePort;
  readonly voipBin: VoipBinPort;
  readonly calendar: CalendarPort;
  readonly mcp: McpPort;
  readonly speech: SpeechPort;
};

/** A look at every hop. */
export function createChecks(ports: DoctorPorts): readonly Check[] {
  return [
    checkKeychain(ports.keychain),
    checkStore(ports.store),
    checkModel(ports.model),
    checkTunnel(ports.tunnel),
    checkPublicPath(ports.publicPath),
    checkCarbonVoiceIdentity(ports.carbonVoice),
    checkCarbonVoiceSubscription(ports.carbonVoice),
    checkCarbonVoiceReply(ports.carbonVoice),
    checkVoipBinAccount(ports.voipBin),
    checkVoipBinSocket(ports.voipBin),
    checkVoipBinNumber(ports.voipBin),
    checkCalendar(ports.calendar),
    checkMcp(ports.mcp),
    checkSpeech(ports.speech),
  ];
}
