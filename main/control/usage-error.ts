import { SettingsError } from '../../shared/errors.ts';

/** The command line cannot be understood; exit code 2. */
export class UsageError extends SettingsError {
  constructor(sentence: string) {
    super('USAGE', sentence, 'See: adjutant --help');
  }
}
