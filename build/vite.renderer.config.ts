import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { rendererEntries } from './entries.mjs';
import { asciiOnly } from './lean/ascii.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * The window's pages. Paths are relative, because the same files are served by the loopback host and by Electron's own
 * protocol; nothing is inlined, because the policy of the pages is `script-src 'self'` and `img-src 'self' data:`.
 */
export default defineConfig({
  root: `${root}renderer`,
  base: './',
  logLevel: 'warn',
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [react(), asciiOnly()],
  build: {
    outDir: `${root}out/renderer`,
    emptyOutDir: false,
    // The packages whose code is in the bundle, with their licences; a package ships them.
    license: { fileName: 'licences.md' },
    assetsInlineLimit: 0,
    // The polyfill is an inline script in disguise and every browser we support preloads by itself.
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    // Nothing of this travels over a network.
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(rendererEntries).map(([name, page]) => [name, `${root}${page}`]),
      ),
    },
  },
});
