import { useRef, useState, type ReactNode } from 'react';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { NotDone } from '../views/FetchState.tsx';
import { guideStrings } from './guide-steps.ts';
import { useSecrets } from './use-settings.ts';

const words = guideStrings.accessKey;

/** An access key instead of user and password, offered once these are set; `onMade` is called when it is kept. */
export function AccessKeyOffer({ onMade }: { readonly onMade: () => void }): ReactNode {
  const app = useAppState();
  const { value } = useSecrets();
  const { busy, problem, ask } = useAsking();
  const [said, setSaid] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const stateOf = (name: string) => value?.secrets.find((one) => one.name === name)?.state;
  const hasLogin = ['voipbin-username', 'voipbin-password'].every((one) => stateOf(one) === 'set');
  const canMake = hasLogin && stateOf('voipbin-token') === 'unset';
  const make = async (): Promise<void> => {
    const isMade = await ask(async () => {
      const { kept, detail, expiresAt } = await app.request('setup:access-key', {});
      setSaid(words.made[kept](detail, expiresAt));
    });
    if (!isMade) return;
    // The button goes away, and the focus must not.
    box.current?.focus();
    onMade();
  };
  if (!canMake && said === null) return null;
  return (
    <div ref={box} className="guide-box" tabIndex={-1}>
      {canMake && (
        <>
          <p>{words.about}</p>
          <button
            type="button"
            className="quiet-button"
            aria-disabled={busy}
            onClick={() => void make()}
          >
            {words.make}
          </button>
        </>
      )}
      <p role="status">{busy ? words.making : said}</p>
      <NotDone problem={problem} />
    </div>
  );
}
