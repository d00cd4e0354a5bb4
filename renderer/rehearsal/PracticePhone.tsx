import { useState, type ReactNode } from 'react';
import { sentenceOf } from '../state/app-state.ts';
import { useAsking } from '../state/use-asking.ts';
import type { PracticePhoneActions } from '../state/call-actions.ts';
import { strings } from '../strings.ts';
import { TalkButton } from '../talk/TalkButton.tsx';
import { TalkStrip } from '../talk/TalkStrip.tsx';
import { talkStrings } from '../talk/talk-strings.ts';
import { usePageTalk, type Talking } from '../talk/use-talk.ts';

export type PracticePhoneProps = {
  readonly reachable: boolean;
  /** Whether somebody is on the line. */
  readonly onCall: boolean;
  readonly phone: PracticePhoneActions;
};

/** Acts as the person at the other end of a practice call. Enter calls, or speaks in the next silence. */
export function PracticePhone({ reachable, onCall, phone }: PracticePhoneProps): ReactNode {
  const [text, setText] = useState('');
  const { busy, problem, ask } = useAsking();
  const words = strings.practicePhone;
  const off = busy || !reachable;
  const mute = off || text.trim() === '';

  function speak(how: (text: string) => Promise<void>): void {
    void ask(() => how(text)).then((done) => done && setText(''));
  }

  const talking = useCallerTalk({ reachable, onCall, phone }, setText);

  return (
    <form
      className="practice practice-phone"
      onSubmit={(event) => {
        event.preventDefault();
        if (!onCall) speak(phone.call);
        else if (!mute) speak(phone.say);
      }}
    >
      <p className="practice-title">{words.title}</p>
      <input
        type="text"
        dir="auto"
        maxLength={2000}
        value={text}
        aria-label={words.words}
        placeholder={words.placeholder}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="practice-actions">
        <p role="status" data-problem={problem !== null}>
          {problem !== null && strings.calls.failed(problem)}
        </p>
        <TalkButton talking={talking} label={talkStrings.asCaller} />
        <PhoneButtons
          onCall={onCall}
          off={off}
          mute={mute}
          onInterrupt={() => speak(phone.interrupt)}
          onHangUp={() => void ask(() => phone.hangUp())}
        />
      </div>
      <TalkStrip desk={talking.desk} />
    </form>
  );
}

/** Speaking as the caller; what could not be said is left in the field. */
function useCallerTalk(
  { onCall, phone }: PracticePhoneProps,
  setText: (text: string) => void,
): Talking {
  return usePageTalk(async (said, review) => {
    if (review) {
      setText(said);
      return null;
    }
    try {
      // As people on a phone do: at once, also over the agent.
      await (onCall ? phone.interrupt : phone.call)(said);
      return null;
    } catch (error) {
      setText(said);
      return talkStrings.kept(sentenceOf(error));
    }
  });
}

type PhoneButtonsProps = {
  readonly onCall: boolean;
  readonly off: boolean;
  readonly mute: boolean;
  readonly onInterrupt: () => void;
  readonly onHangUp: () => void;
};

function PhoneButtons({ onCall, off, mute, onInterrupt, onHangUp }: PhoneButtonsProps): ReactNode {
  const words = strings.practicePhone;
  return (
    <span className="practice-buttons">
      <button type="submit" className="quiet-button" disabled={onCall ? mute : off}>
        {onCall ? words.say : words.call}
      </button>
      {onCall && (
        <>
          <button type="button" className="quiet-button" disabled={mute} onClick={onInterrupt}>
            {words.interrupt}
          </button>
          <button type="button" className="quiet-button" disabled={off} onClick={onHangUp}>
            {words.hangUp}
          </button>
        </>
      )}
    </span>
  );
}
