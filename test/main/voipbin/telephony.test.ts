import { randomUUID } from 'node:crypto';
import { telephonyContract } from '../../contracts/telephony.contract.ts';
import type { TelephonyUnderTest } from '../../contracts/telephony.contract.ts';
import { newCall } from '../../peers/voipbin/records.ts';
import type { Behaviour } from '../../peers/voipbin/records.ts';
import type { VoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { openScene, webhookUrl } from './scene.ts';
import type { Scene, SceneOptions } from './scene.ts';

type Told = (type: string, data: Parameters<VoipBinPeer['hub']['publish']>[1]) => void;

telephonyContract('VoIPBIN by its source', () => openUnderTest('server'));
telephonyContract('VoIPBIN by its guide', () => openUnderTest('guide'));
telephonyContract('VoIPBIN by webhook alone', () => openUnderTest('server', 'webhook'));
telephonyContract('VoIPBIN by socket and webhook', () => openUnderTest('server', 'both'));

async function openUnderTest(
  behaviour: Behaviour,
  delivery: 'websocket' | 'webhook' | 'both' = 'websocket',
): Promise<TelephonyUnderTest> {
  const given: SceneOptions = { behaviour, options: { delivery }, isRealTime: true };
  const scene = await openScene({ ...given, deps: { publicUrl: () => webhookUrl } });
  const { peer, voipbin, signal } = scene;
  // The phone is ready when its socket opens; the double has to have read the subscription as well.
  if (delivery !== 'webhook') await peer.hub.subscribed(1);
  await voipbin.ready.passed(signal);
  return { phone: voipbin, ...otherSide(scene, delivery) };
}

/** Webhooks come twice, as after a lost answer. */
function teller({ peer, voipbin }: Scene, delivery: string): Told {
  return (type, data) => {
    if (delivery !== 'webhook') peer.hub.publish(type, data);
    if (delivery === 'websocket') return;
    void voipbin.deliver(peer.delivery(type, data));
    void voipbin.deliver(peer.delivery(type, data));
  };
}

function otherSide(scene: Scene, delivery: string): Omit<TelephonyUnderTest, 'phone'> {
  const { peer } = scene;
  const tell = teller(scene, delivery);
  return {
    answer: (callId) => {
      tell('call_progressing', peer.setCall(callId, { status: 'progressing' }));
      for (const speaking of peer.speakings) speaking['status'] = 'active';
    },
    ring: (from, to) => {
      const call = newCall(
        {
          direction: 'incoming',
          status: 'ringing',
          source: { type: 'tel', target: from },
          destination: { type: 'tel', target: to },
        },
        peer.times.next(),
      );
      peer.calls.push(call);
      tell('call_created', call);
      return call.id;
    },
    hangUp: (callId) => {
      const change = { status: 'hangup', hangup_by: 'remote', hangup_reason: 'normal' };
      tell('call_hangup', peer.setCall(callId, change));
    },
    speak: (transcriptionId, text) => {
      const line = {
        id: randomUUID(),
        transcribe_id: transcriptionId,
        direction: 'in',
        message: text,
        tm_transcript: '0001-01-01T00:00:01.5Z',
        tm_create: peer.times.next(),
      };
      peer.transcripts.push(line);
      tell('transcript_created', line);
    },
  };
}
