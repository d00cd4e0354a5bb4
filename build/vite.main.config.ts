import { isBuiltin } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { externalPackages, mainEntries } from './entries.mjs';
import { asciiOnly } from './lean/ascii.mjs';
import { isHttp, leanStart } from './lean/plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * Bundles everything that runs in Node or in Electron's main process. One flat folder of ES modules: a start reads few
 * files, and what is imported dynamically (the model SDK) stays a chunk that is read when it is needed.
 */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [leanStart(), asciiOnly()],
  logLevel: 'warn',
  define: { __APP_VERSION__: JSON.stringify(version) },
  // Some packages choose their browser variant by this; Node's must win.
  resolve: { conditions: ['node', 'module', 'import', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true, external: [...externalPackages], target: 'node' },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/main',
    emptyOutDir: false,
    // The packages whose code is in the bundle, with their licences; a package ships them.
    license: { fileName: 'licences.md' },
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    // Nothing of this travels over a network.
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: {
      input: { ...mainEntries },
      external: (id) => !isHttp(id) && (isBuiltin(id) || isExternalPackage(id)),
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        // Beside the entries: `new URL('./store-worker.js', import.meta.url)` must hold from any chunk.
        chunkFileNames: 'chunk-[name]-[hash].js',
      },
    },
  },
});

function isExternalPackage(id: string): boolean {
  return externalPackages.some((name) => id === name || id.startsWith(`${name}/`));
}
