import type { ControlArgs } from './contract.ts';
import { UsageError } from './usage-error.ts';

type ActionRequest =
  | { readonly command: 'approvals'; readonly args: ControlArgs<'approvals'> }
  | { readonly command: 'approve'; readonly args: ControlArgs<'approve'> }
  | { readonly command: 'deny'; readonly args: ControlArgs<'deny'> }
  | { readonly command: 'audit'; readonly args: ControlArgs<'audit'> };

/** What a line asks about the agent's actions; null for other commands. Throws UsageError. */
export function toActionRequest(
  command: string,
  [id, ...rest]: readonly string[],
  last: number,
): ActionRequest | null {
  switch (command) {
    case 'approvals':
      if (id !== undefined) throw new UsageError('approvals takes no further words.');
      return { command, args: {} };
    case 'audit':
      if (id !== undefined) throw new UsageError('audit takes no further words.');
      return { command, args: { last } };
    case 'approve':
    case 'deny':
      if (!id || rest.length > 0) {
        throw new UsageError(`${command} takes one id, or its beginning; see: adjutant approvals`);
      }
      return { command, args: { id } };
    default:
      return null;
  }
}
