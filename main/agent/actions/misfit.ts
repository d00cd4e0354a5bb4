import type { AnyTool } from '../tools/tool.ts';

const maxFaults = 5;

/** Why arguments cannot be used, for the model to call again with better ones. */
export function misfit(
  { name }: Pick<AnyTool, 'name'>,
  error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] },
): string {
  const faults = error.issues
    .slice(0, maxFaults)
    .map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
  return `The arguments of ${name} do not fit: ${faults.join('; ')}. Call it again with what is asked for, or ask whoever speaks with you.`;
}
