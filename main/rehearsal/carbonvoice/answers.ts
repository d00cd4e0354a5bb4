import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { PracticeConversation } from './place-entries.ts';
import { fullName } from './places.ts';
import type { PracticeMessages } from './messages.ts';
import type { PracticeState } from './state.ts';
import type { Transcripts } from './transcripts.ts';
import { speechOf } from './voice-message.ts';

export type AnswersOptions = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly messages: PracticeMessages;
  readonly transcripts: Transcripts;
  readonly clock: Clock;
  readonly log: Logger;
  /** Until the words of speech are known, in milliseconds. */
  readonly transcriptDelayMs: number;
};

/** The people who were written to by e-mail: each new conversation with one is answered once, also after a restart. */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #timers = new Map<string, () => void>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Does nothing where nobody answers, or somebody has. */
  schedule(conversationId: string): void {
    const { state, clock, log } = this.#options;
    const conversation = state.places.conversation(conversationId);
    if (!conversation || conversation.answerDueAt === null || this.#isAnswered(conversation))
      return;
    if (this.#timers.has(conversationId)) return;
    const delayMs = Math.max(0, conversation.answerDueAt - clock.now());
    const cancel = clock.schedule(delayMs, () => {
      this.#timers.delete(conversationId);
      try {
        if (!this.#isAnswered(conversation)) this.#answer(conversation);
      } catch (error) {
        // A timer has no caller to tell; it is due again at the next start.
        log.error('practice answer could not be kept', errorFields(error));
      }
    });
    this.#timers.set(conversationId, cancel);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #isAnswered({ id }: PracticeConversation): boolean {
    const { state } = this.#options;
    return state.messagesIn(id).some(({ creatorId }) => creatorId !== state.account.agentId);
  }

  #answer({ id, people, type }: PracticeConversation): void {
    const { state, faults, messages, transcripts, transcriptDelayMs } = this.#options;
    const { agentId } = state.account;
    const person = people
      .filter((userId) => userId !== agentId)
      .map((userId) => state.places.person(userId))
      .find((candidate) => candidate?.email);
    if (!person) return;
    const message = messages.post({
      kind: 'audio',
      words: `Thank you for your message. This is ${fullName(person)}; I will look into it.`,
      conversationId: id,
      creatorId: person.id,
      rootId: null,
      idempotencyKey: null,
      attachments: [],
      // In a group only who is tagged is meant.
      taggedUserIds: type === 'directMessage' ? [] : [agentId],
      speech: speechOf(faults, transcriptDelayMs),
    });
    transcripts.schedule(message);
  }
}
