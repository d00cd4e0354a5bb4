import { toExportLine } from './export.ts';
import type { ThreadSearch } from './ports.ts';

const pageSize = 200;

/** What `search` prints: lines of the export with a `snippet`, newest first, `last` at most. */
export async function* searchLines(reader: ThreadSearch, text: string, last: number) {
  let before = null;
  for (let left = last; left > 0;) {
    const limit = Math.min(left, pageSize);
    const page = await reader.searchThread({ text, limit, before });
    for (const { message, snippet } of page) yield { ...toExportLine(message), snippet };
    const oldest = page.at(-1)?.message;
    if (!oldest || page.length < limit) return;
    before = { at: oldest.at, id: oldest.id };
    left -= page.length;
  }
}
