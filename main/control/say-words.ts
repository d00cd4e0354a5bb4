import { withoutCitationLinks } from '../../shared/citations.ts';

type Words = Readonly<Record<string, unknown>>;

/** One event of a reply as people read it, while it is being written. */
export function describeSaid(words: Words): string {
  switch (words['type']) {
    case 'text':
      return withoutCitationLinks(String(words['text']));
    case 'tool':
      return describeStep(words);
    case 'approval':
      return `\n? ${String(words['summary'])}\n  Yes: adjutant approve ${String(words['id'])}   No: adjutant deny ${String(words['id'])}\n`;
    default:
      return '\n';
  }
}

function describeStep({ state, summary, result }: Words): string {
  if (state === 'running') return `\n… ${String(summary)}\n`;
  return state === 'failed' ? `✗ ${String(summary)}: ${String(result)}\n` : '';
}
