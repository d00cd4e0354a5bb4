import {
  useCallback,
  useRef,
  useSyncExternalStore,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Icon } from '../icons/Icon.tsx';
import type { TalkDesk } from './talk-desk.ts';
import { talkStrings as words } from './talk-strings.ts';
import type { Talking } from './use-talk.ts';
import './Talk.css';

/**
 * Begins to listen and ends it; held down, it listens until it is let go. What records is loaded by the first press:
 * the button is the same one before and after, or it would lose the focus and the release.
 */
export function TalkButton({
  talking,
  label = words.talk,
}: {
  readonly talking: Talking;
  readonly label?: string;
}): ReactNode {
  const isListening = useListening(talking.desk);
  const name = isListening ? words.stop : label;
  const hasKey = label === words.talk;
  return (
    <button
      type="button"
      className="talk-button"
      data-listening={isListening}
      aria-label={name}
      aria-keyshortcuts={hasKey ? 'Control+J Meta+J' : undefined}
      title={hasKey ? words.withKeys(name, talking.shortcut) : name}
      {...useHolding(talking)}
    >
      <Icon name={isListening ? 'stop' : 'talk'} />
    </button>
  );
}

function useListening(desk: TalkDesk | null): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => desk?.store.subscribe(onChange) ?? (() => {}),
    [desk],
  );
  return useSyncExternalStore(subscribe, () => desk?.store.getState().talk.type === 'recording');
}

/** Pointer, key and click as presses and releases. */
function useHolding({ press, release }: Talking): ComponentProps<'button'> {
  const isDown = useRef(false);
  const down = (): void => {
    isDown.current = true;
    press(true);
  };
  const up = (): void => {
    if (isDown.current) release();
    isDown.current = false;
  };
  const isKey = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter';
  return {
    onPointerDown: ({ button, currentTarget, pointerId }) => {
      if (button !== 0) return;
      // Let go beside the button, it is let go all the same.
      currentTarget.setPointerCapture(pointerId);
      down();
    },
    onPointerUp: up,
    onPointerCancel: up,
    onKeyDown: (event) => {
      if (!isKey(event)) return;
      event.preventDefault();
      if (!event.repeat) down();
    },
    onKeyUp: (event) => {
      if (!isKey(event)) return;
      // No click comes after it.
      event.preventDefault();
      up();
    },
    // A screen reader or voice control clicks without any pointer.
    onClick: ({ detail }) => {
      if (detail === 0) press(false);
    },
  };
}
