import { useRef, useState, type RefObject } from 'react';
import { isName, onlyNumber, type ContactNumber, type FindNumbers } from './contact-numbers.ts';
import { useContactNumbers } from './ContactNumbers.tsx';

/** Whom a form is about: a number, or a name with the numbers that it may mean. */
export type WhomState = {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly target: string;
  readonly setTarget: (target: string) => void;
  readonly numbers: readonly ContactNumber[] | null;
  /** Into the first field of the form. */
  readonly focus: () => void;
  /** Whether a number stands there. A name first gives way to its only number, so that it is seen whom this calls. */
  readonly resolve: () => boolean;
};

export function useWhom(findNumbers: FindNumbers, first = ''): WhomState {
  const form = useRef<HTMLFormElement>(null);
  const [target, setTarget] = useState(first);
  const numbers = useContactNumbers(target, findNumbers);
  const focus = (): void => form.current?.querySelector('input')?.focus();
  const resolve = (): boolean => {
    if (!isName(target)) return true;
    setTarget(onlyNumber(numbers) ?? target);
    focus();
    return false;
  };
  return { form, target, setTarget, numbers, focus, resolve };
}
