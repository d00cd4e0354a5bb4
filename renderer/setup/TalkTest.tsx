import { useCallback, useState, type ReactNode } from 'react';
import { TalkButton } from '../talk/TalkButton.tsx';
import { TalkStrip } from '../talk/TalkStrip.tsx';
import { talkStrings as words } from '../talk/talk-strings.ts';
import { usePageTalk } from '../talk/use-talk.ts';

/** Writes down what is said and sends it to nobody: whether microphone and service work. */
export function TalkTest(): ReactNode {
  const [heard, setHeard] = useState<string | null>(null);
  const onWords = useCallback((text: string) => {
    setHeard(text);
    return Promise.resolve(null);
  }, []);
  const talking = usePageTalk(onWords);
  return (
    <li className="setting">
      <div className="setting-head">
        <span>{words.test}</span>
        <TalkButton talking={talking} label={words.sayIt} />
      </div>
      <p className="view-row-facts">{words.testAbout}</p>
      <TalkStrip desk={talking.desk} />
      <p className="setting-done" role="status" dir="auto">
        {heard === null ? '' : words.heard(heard)}
      </p>
    </li>
  );
}
