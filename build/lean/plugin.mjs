import http from 'node:http';
import { fileURLToPath } from 'node:url';

const undici = fileURLToPath(new URL('undici.mjs', import.meta.url));
const plainHttp = '\0plain-http';

/** Whether the plugin below decides about a module instead of the list of externals. @param {string} id */
export function isHttp(id) {
  return id === 'node:http' || id === 'http';
}

/**
 * Keeps out of the bundle what every start would pay for and none uses. Only static imports are changed: what is
 * imported dynamically costs a start nothing, and gets the whole of it.
 * @returns {import('vite').Plugin}
 */
export function leanStart() {
  return {
    name: 'lean-start',
    enforce: 'pre',
    resolveId(id, _importer, { kind }) {
      const isStatic = kind === 'import-statement';
      if (isHttp(id)) return isStatic ? plainHttp : { id: 'node:http', external: true };
      return isStatic && id === 'undici' ? undici : null;
    },
    load: (id) => (id === plainHttp ? plainHttpSource() : null),
  };
}

/**
 * An import statement of `node:http` reads all its names, and among them are getters that load Node's own `fetch` and web
 * sockets: a tenth of a start. Those names are left out; the default export has them.
 */
function plainHttpSource() {
  const all = Object.entries(Object.getOwnPropertyDescriptors(http));
  const names = all.filter(([, property]) => 'value' in property).map(([name]) => name);
  return [
    "const http = process.getBuiltinModule('node:http');",
    `export const { ${names.join(', ')} } = http;`,
    'export default http;',
  ].join('\n');
}
