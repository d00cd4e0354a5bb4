import { fileURLToPath } from 'node:url';

const probe = fileURLToPath(new URL('./desktop-probe.ts', import.meta.url));

/** Variables with which a desktop app on the double says on demand what it holds (`snapshot`, `page-counts`). */
export const probed = { NODE_OPTIONS: `--import=${probe}` } as const;
