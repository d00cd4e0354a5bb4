import { lazy, Suspense, type ReactNode } from 'react';

// It knows all settings, for which the first paint does not pay.
const Fixes = lazy(async () => ({ default: (await import('./Fixes.tsx')).FixesView }));

/** Buttons for what a remedy asks for, loaded when there is one. */
export function LazyFixes({ text }: { readonly text: string }): ReactNode {
  return (
    <Suspense fallback={null}>
      <Fixes text={text} />
    </Suspense>
  );
}
