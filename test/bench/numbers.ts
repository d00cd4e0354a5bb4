import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toPage } from './numbers-page.ts';
import { readResults } from './results.ts';

// Writes docs/numbers.md from what the benches measured last.
const results = readResults();
if (Object.keys(results).length === 0) {
  process.stderr.write('[numbers] nothing was measured yet: npm run bench\n');
  process.exitCode = 1;
} else {
  writeFileSync(fileURLToPath(new URL('../../docs/numbers.md', import.meta.url)), toPage(results));
}
