import { FaultSwitches } from '../fault-switches.ts';

const labels = {
  'wrong-token': 'The access token is refused (401)',
  'service-down': 'The service is down: connections are reset, nothing is delivered',
  'token-ends': 'The access token is refused (401) from 30 seconds after this is switched on',
  slow: 'Every answer takes 5 seconds',
  'gateway-errors': 'Two of three requests are answered 502 or 503 and not carried out',
  'rate-limited': 'Every request is answered 429 with Retry-After',
  'send-500': 'Sends are answered 500 and not carried out',
  'lost-answer': 'Sends are carried out, but the connection is cut before the answer',
  'kept-503': 'Sends are carried out, but answered 503 as if they were not',
  'only-old-routes': 'An older service: v5 and v6 and reactions with an emoji are unknown (404)',
  'only-new-routes': 'A newer service: the v3 routes and reactions by id are unknown (404)',
  'text-limit': 'Texts of more than 8000 characters are refused (400)',
  'no-transcript': 'The words of new voice messages never arrive',
  'late-transcript': 'The words of new voice messages arrive after 30 seconds',
  'blank-transcript': 'The words of new voice messages stand only in their time codes',
  'no-deliveries': 'Nothing is delivered to webhooks; it queues until this is off',
  'duplicate-deliveries': 'Every webhook delivery comes twice',
  'late-deliveries': 'Every webhook delivery comes 20 seconds late',
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
  'no-signals': 'An older build: working signals are unknown (404)',
  'upload-refused': 'Addresses for uploads are refused (403)',
  'signed-address-expired': 'Signed addresses have expired when they are used (403)',
  'upload-fails-once': 'The first upload of each file is answered 503 and not stored',
  'upload-lost-once':
    'The first upload of each file is stored, but the connection is cut before the answer',
  'upload-hangs': 'Uploads are read and never answered',
  'finishing-fails': 'Reports of how far a file is are answered 500, so that it stays unfinished',
  'finishing-refused':
    'Reports of how far a file is are refused (403), so that it stays unfinished',
  'finishing-lost':
    'Reports of how far a file is are kept, but the connection is cut before the answer',
  'download-gone': 'Files are gone from the storage (404)',
  'download-too-large': 'Every file is larger than 10 MB, and its length is not told',
  'download-wrong-type': 'Every file comes as a web page (text/html)',
  'download-hangs': 'Files begin to come and then stop',
} as const;

export type CarbonVoiceFault = keyof typeof labels;
export type CarbonVoiceFaults = FaultSwitches<CarbonVoiceFault>;

/** The faults of the practice Carbon Voice, all off. */
export function carbonVoiceFaults(): CarbonVoiceFaults {
  return new FaultSwitches<CarbonVoiceFault>(labels);
}
