import type { Doctor, RunningParts } from './running.ts';

/** The doctor of the running instance; its looks are loaded with the first run, because no start uses them. */
export function openDoctor(parts: RunningParts): Doctor {
  return async (tell, signal, wish) => {
    const { createDoctor } = await import('./running.ts');
    await createDoctor(parts)(tell, signal, wish);
  };
}
