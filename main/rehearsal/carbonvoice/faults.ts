import { FaultSwitches } from '../fault-switches.ts';

const labels = {
  'wrong-token': 'The access token is refused (401)',
  'service-down': 'The service is down: connections are reset, nothing is delivered',
  slow: 'Every answer takes 5 seconds',
  'gateway-errors': 'Two of three requests are answered 502 or 503 and not carried out',
  'rate-limited': 'Every request is answered 429 with Retry-After',
  'send-500': 'Sends are answered 500 and not carried out',
  'lost-answer': 'Sends are carried out, but the connection is cut before the answer',
  'no-transcript': 'The words of new voice messages never arrive',
  'late-transcript': 'The words of new voice messages arrive after 30 seconds',
  'blank-transcript': 'The words of new voice messages stand only in their time codes',
  'no-deliveries': 'Nothing is delivered to webhooks; it queues until this is off',
  'duplicate-deliveries': 'Every webhook delivery comes twice',
  'delivery-before-message': 'Reading a message answers 404 for 2 seconds after its delivery',
  'guide-shape': 'Deliveries have the flat shape of the integration guide',
  'without-guids': 'Deliveries lack the retired names that end in _guid',
  'stale-cursor': 'Every cursor of the updates feed is refused (400)',
  'bell-down': 'The live socket is down',
  'bell-silent': 'The live socket stands and tells nothing',
  'bell-rubbish': 'The live socket tells nothing that can be read',
  'feed-down': 'The updates feed is answered 500',
  'feed-repeats': 'The updates feed gives every row three times',
  'feed-damaged': 'Rows that cannot be read stand in the updates feed',
  'stuck-message': 'Reading a message that says "stuck" is answered 500',
} as const;

export type CarbonVoiceFault = keyof typeof labels;
export type CarbonVoiceFaults = FaultSwitches<CarbonVoiceFault>;

/** The faults of the practice Carbon Voice, all off. */
export function carbonVoiceFaults(): CarbonVoiceFaults {
  return new FaultSwitches<CarbonVoiceFault>(labels);
}
