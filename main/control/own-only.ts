import { RefusedError } from '../../shared/errors.ts';
import type { CommandLine } from './command-line.ts';

type CommandName = CommandLine['request']['command'];

const secrets =
  'A rehearsal has no secrets of its own but those of the practice services: the others are yours, and are used as they are.';
const data =
  'Backups are of your own data: nothing that was practised goes into one or comes out of it.';

/** Why a rehearsal has nothing of its own that these could act on. */
const whys: Readonly<Partial<Record<CommandName, string>>> = {
  'secret-set': secrets,
  'secret-delete': secrets,
  'secret-list': secrets,
  backup: data,
  restore: data,
  service: 'What is started with this machine is your own Adjutant, never a rehearsal.',
};

/**
 * Before anything is read or asked: what would act on what is the owner's own is not done for a rehearsal, whether one
 * runs or not. Throws RefusedError.
 */
export function refuseForRehearsal(command: CommandName): void {
  const why = whys[command];
  if (why !== undefined) {
    throw new RefusedError(
      'NOT_IN_REHEARSAL',
      why,
      'If your own is meant, ask without --rehearsal.',
    );
  }
}
