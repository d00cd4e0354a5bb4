import { createHash } from 'node:crypto';
import type { FlowAction } from './account-wire.ts';
import { wholeCallMs } from './call-wire.ts';

/** A flow of ours as it is to be; `detail` tells one content from another, by a version in it. */
export type FlowPlan = {
  readonly name: string;
  readonly detail: string;
  readonly actions: readonly FlowAction[];
};

/** What a flow of ours tells of itself, also to an installation that has forgotten it. */
export type FlowMark = {
  readonly role: FlowRole;
  /** E.164. */
  readonly number: string;
  /** What answered the number before us; null for nothing. */
  readonly earlierFlowId: string | null;
};

export type FlowRole = 'answers' | 'mailbox';

export type FlowContent = {
  readonly number: string;
  readonly earlierFlowId: string | null;
  /** What the mailbox says before its tone. */
  readonly mailboxText: string;
  readonly language: string;
};

/** How long a call rings here before the mailbox takes it. */
export const ringMs = 10_000;
/** A message in the mailbox. */
const messageS = 120;
const messageSilenceS = 10;

/**
 * What `POST /calls/{id}/talk` says to take a ringing call: nothing. VoIPBIN: `Talk` answers a call that is not up before
 * it makes the speech, and valid SSML is spoken as it is (`bin-tts-manager/pkg/ttshandler/tts.go`).
 */
export const pickUpWords = '<speak><break time="10ms"/></speak>';

/** Any id that no other action of the same flow has; VoIPBIN keeps those that are given. */
const mailboxBegins = '8d6e1a52-3c47-4f0b-9a5e-6b1f2d7c9e10';

/**
 * Rings, and falls back to the mailbox by itself. VoIPBIN has no action that waits for a client, but:
 *
 * - an incoming call runs its flow while it rings, and `sleep` is a timer of the service that needs no answered call
 *   (`bin-call-manager/pkg/callhandler/action.go`), so nobody pays and nobody listens to silence meanwhile;
 * - `POST /calls/{id}/talk` answers a call that is not up (`bin-call-manager/pkg/callhandler/media.go`), and leaves the
 *   action of the flow as it is: that is how we take a call;
 * - `condition_call_status` reads the status at its turn, and jumps to `false_target_id` when it is another
 *   (`bin-flow-manager/pkg/activeflowhandler/actionhandle.go`); ids of actions are kept as given
 *   (`bin-flow-manager/pkg/actionhandler`).
 *
 * So after ten seconds a call that we took sleeps on undisturbed, and every other one is answered by the mailbox: the
 * app killed, the network gone, the machine asleep. What does not work: to stop the activeflow of a call that we took,
 * because its end hangs the call up (`EventFMActiveflowUpdated` in `bin-call-manager/pkg/callhandler/event.go`);
 * `branch` and `condition_variable`, because no request sets a variable of a running flow; `fetch`, which needs a
 * public address. What it cannot do: rescue a call whose app dies after it took it; that one is silent until the
 * caller hangs up or the app is started again, which ends it.
 */
export function answeringFlow(content: FlowContent): FlowPlan {
  const actions: readonly FlowAction[] = [
    { type: 'sleep', option: { duration: ringMs } },
    {
      type: 'condition_call_status',
      option: { status: 'progressing', false_target_id: mailboxBegins },
    },
    { type: 'sleep', option: { duration: wholeCallMs } },
    { type: 'hangup' },
    ...mailboxActions(content),
  ];
  return plan('answers', content, actions);
}

/** Answers every call with the mailbox: for the time in which nobody is here. */
export function mailboxFlow(content: FlowContent): FlowPlan {
  return plan('mailbox', content, mailboxActions(content));
}

/**
 * VoIPBIN: neither `transcribe_start` nor `recording_start` waits, so a sleep is the time for the message; both end with
 * the call. Recording needs a call that is up, which it is after the first sentence.
 */
function mailboxActions({ mailboxText, language }: FlowContent): readonly FlowAction[] {
  const say = (text: string): FlowAction => ({
    type: 'talk',
    option: { text: plainWords(text), language },
  });
  return [
    { id: mailboxBegins, type: 'answer' },
    say(mailboxText),
    { type: 'beep' },
    { type: 'transcribe_start', option: { language } },
    {
      type: 'recording_start',
      option: { format: 'wav', duration: messageS, end_of_silence: messageSilenceS },
    },
    { type: 'sleep', option: { duration: messageS * 1000 } },
    say('Thank you. Goodbye.'),
    { type: 'hangup' },
  ];
}

/** VoIPBIN: text is put into SSML as it is, and `${…}` is taken for a variable. */
function plainWords(text: string): string {
  return text.replaceAll('&', ' and ').replaceAll(/[<>]|\$\{/gu, ' ');
}

const names: Readonly<Record<FlowRole, string>> = {
  answers: 'Adjutant answers',
  mailbox: 'Adjutant mailbox',
};

function plan(role: FlowRole, content: FlowContent, actions: readonly FlowAction[]): FlowPlan {
  const { number, earlierFlowId } = content;
  const version = createHash('sha256').update(JSON.stringify(actions)).digest('hex').slice(0, 12);
  return {
    name: `${names[role]} ${number}`,
    detail: `Made by Adjutant. Earlier flow: ${earlierFlowId ?? 'none'}. Version: ${version}.`,
    actions,
  };
}

/** Null for a flow that is not ours. */
export function readMark(flow: {
  readonly name: string;
  readonly detail: string;
}): FlowMark | null {
  const named = /^Adjutant (?<role>answers|mailbox) (?<number>\+\d+)$/u.exec(flow.name)?.groups;
  const told = /^Made by Adjutant\. Earlier flow: (?<earlier>[^\s.]+)\. Version: \w+\.$/u.exec(
    flow.detail,
  )?.groups;
  if (!named || !told) return null;
  return {
    role: named['role'] === 'answers' ? 'answers' : 'mailbox',
    number: named['number'] ?? '',
    earlierFlowId: told['earlier'] === 'none' ? null : (told['earlier'] ?? null),
  };
}
