import type { ReactNode } from 'react';
import { strings } from '../strings.ts';

/** The commands that print a fresh link to the page. */
export function FreshLink(): ReactNode {
  const { command, or, sourceCommand } = strings.page;
  return (
    <p>
      <code>{command}</code> {or} <code>{sourceCommand}</code>
    </p>
  );
}
