import { useCallback, useState, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { FetchState } from '../views/FetchState.tsx';
import { useFetched } from '../views/use-fetched.ts';
import { guideStrings } from './guide-steps.ts';

const words = guideStrings;

/** The agent account, and (`isWhole`) the exact texts for the portal. */
export function CarbonVoiceStanding({ isWhole }: { readonly isWhole: boolean }): ReactNode {
  const app = useAppState();
  const connections = useWindowState(({ snapshot }) => snapshot?.connections);
  const ask = useCallback(() => {
    // Asked anew whenever a connection changed.
    void connections;
    return app.request('setup:carbon-voice', {});
  }, [app, connections]);
  const fetched = useFetched(ask);
  const { value } = fetched;
  if (!value) return <FetchState {...fetched} />;
  const { agentName, agentId, address, isRegistered } = value;
  return (
    <div className="guide-box">
      <p dir="auto">{agentName === null ? words.noAccount : words.account(agentName)}</p>
      {isWhole && address === null && <p>{words.noAddress}</p>}
      {isWhole && address !== null && (
        <>
          <p>{isRegistered ? words.registered : words.unregistered}</p>
          <Copyable what={words.address} text={address} />
        </>
      )}
      {isWhole && agentId !== null && (
        <Copyable what={words.filter} text={words.filterWords(agentId)} />
      )}
    </div>
  );
}

function Copyable({ what, text }: { readonly what: string; readonly text: string }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Forbidden: the text stands there to be selected.
    }
  };
  return (
    <p className="guide-copy">
      <span>{what}</span>
      <code>{text}</code>
      <button
        type="button"
        className="quiet-button"
        aria-label={words.copyOf(what)}
        onClick={() => void copy()}
      >
        {words.copy}
      </button>
      <span role="status">{isCopied ? words.copied : ''}</span>
    </p>
  );
}
