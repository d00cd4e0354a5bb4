import { lazy, Suspense, type ReactNode } from 'react';

/** When what asks for it is drawn: to load it takes the time of a frame. */
const laterMs = 50;

// It knows all settings, for which the first paint does not pay.
const Fixes = lazy(async () => {
  await new Promise((resolve) => setTimeout(resolve, laterMs));
  return { default: (await import('./Fixes.tsx')).FixesView };
});

/** Buttons for what a remedy asks for, loaded when there is one. */
export function LazyFixes({ text }: { readonly text: string }): ReactNode {
  return (
    <Suspense fallback={null}>
      <Fixes text={text} />
    </Suspense>
  );
}
