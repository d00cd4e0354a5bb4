import { describeBackup, describeRestored } from './backup-words.ts';
import type { MetersReport } from '../../shared/meters.ts';
import { describeReport } from './model-words.ts';
import { describeForget } from './forget-words.ts';
import { describeService } from './service/service-words.ts';

/** For people: what the commands about the kept answer, by command. */
export const keepingWords: Readonly<Record<string, ((value: unknown) => string) | undefined>> = {
  search: (value) => describeFound(value as Readonly<Record<string, unknown>>),
  forget: describeForget,
  backup: describeBackup,
  restore: describeRestored,
  service: describeService,
  meters: (value) => describeReport(value as MetersReport),
};

function describeFound({
  at,
  channel,
  direction,
  principal,
  author,
  snippet,
}: Readonly<Record<string, unknown>>): string {
  const from = principal === 'owner' ? 'You' : String(author);
  const who = direction === 'out' ? 'Adjutant' : from;
  return `${String(at)}  ${String(channel).padEnd(11)} ${who}: ${String(snippet)}\n`;
}
