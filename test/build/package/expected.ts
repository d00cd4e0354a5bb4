/** Everything beside the runtime, without what is inside the archive. */
export const beside = [
  'adjutant',
  'LICENSE.electron.txt',
  'resources/THIRD-PARTY-LICENCES.md',
  'resources/app-update.yml',
  'resources/app.asar',
  'resources/app.asar.unpacked/node_modules/@ngrok/ngrok-NATIVE/ngrok.NATIVE.node',
  'resources/app.asar.unpacked/node_modules/@ngrok/ngrok-NATIVE/package.json',
  'resources/app.asar.unpacked/node_modules/keytar/LICENSE.md',
  'resources/app.asar.unpacked/node_modules/keytar/build/Release/keytar.node',
  'resources/app.asar.unpacked/node_modules/keytar/lib/keytar.js',
  'resources/app.asar.unpacked/node_modules/keytar/package.json',
] as const;

/** In the archive, without the chunks and assets that carry a hash in their name. */
export const inside = [
  'node_modules/@ngrok/ngrok-NATIVE/ngrok.NATIVE.node',
  'node_modules/@ngrok/ngrok-NATIVE/package.json',
  'node_modules/@ngrok/ngrok/LICENSE-APACHE',
  'node_modules/@ngrok/ngrok/LICENSE-MIT',
  'node_modules/@ngrok/ngrok/index.js',
  'node_modules/@ngrok/ngrok/package.json',
  'node_modules/keytar/LICENSE.md',
  'node_modules/keytar/build/Release/keytar.node',
  'node_modules/keytar/lib/keytar.js',
  'node_modules/keytar/package.json',
  'out/main/cli.js',
  'out/main/desktop.js',
  'out/main/health-worker.js',
  'out/main/ics-worker.js',
  'out/main/keytar-child.js',
  'out/main/launch.js',
  'out/main/mcp-child.js',
  'out/main/ngrok-child.js',
  'out/main/page-worker.js',
  'out/main/preload.cjs',
  'out/main/store-worker.js',
  'out/renderer/enter.html',
  'out/renderer/index.html',
  'package.json',
] as const;

/** What carries a hash: parts of the main process, scripts and styles of the page. Nothing else. */
export const hashed = /^out\/(?:main\/chunk-[\w.-]+\.js|renderer\/assets\/[\w-]+\.(?:js|css))$/u;

/** Whose code runs in the main process and its children. A name that is new here is a new party to be trusted. */
export const bundledPackages = `
  @ai-sdk/anthropic @ai-sdk/gateway @ai-sdk/openai @ai-sdk/openai-compatible @ai-sdk/provider
  @ai-sdk/provider-utils @fastify/ajv-compiler @fastify/deepmerge @fastify/error
  @fastify/fast-json-stringify-compiler @fastify/forwarded @fastify/merge-json-schemas @fastify/proxy-addr
  @modelcontextprotocol/sdk @mozilla/readability @pinojs/redact @socket.io/component-emitter @vercel/oidc
  @workflow/serde abstract-logging ai ajv ajv-formats atomic-sleep avvio boolbase builder-util-runtime chrono-node cookie
  croner css-select css-what cssomnom debug dequal dom-serializer domelementtype domhandler domutils
  electron-updater engine.io-client engine.io-parser entities eventsource-parser fast-decode-uri-component fast-deep-equal
  fast-json-stringify fast-querystring fast-uri fastify fastq find-my-way fs-extra graceful-fs has-flag htmlparser2 ical.js ipaddr.js js-yaml jsonfile lazy-val
  json-schema-ref-resolver json-schema-traverse libphonenumber-js light-my-request linkedom lodash.escaperegexp lodash.isequal ms nth-check
  on-exit-leak-free pino pino-std-serializers pkce-challenge process-warning quick-format-unescaped ret reusify
  rfdc safe-regex2 safe-stable-stringify sax secure-json-parse semver set-cookie-parser socket.io-client
  socket.io-parser sonic-boom supports-color tar thread-stream toad-cache uhyphen undici universalify ws zod
`
  .trim()
  .split(/\s+/u);

/** Packages that are there in a second version, because another package wants that one. */
export const secondVersions = [
  'ajv > fast-uri',
  'electron-updater > semver',
  'engine.io-client > ws',
  'htmlparser2 > dom-serializer',
  'htmlparser2 > dom-serializer > entities',
  'htmlparser2 > domelementtype',
  'htmlparser2 > domhandler',
  'htmlparser2 > domutils',
  'htmlparser2 > entities',
] as const;

/** Of everything whose code is bundled, of the page as well. */
export const licences = [
  ...['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MPL-2.0'],
];

/** Bytes of the archive: what stands there and some room. What makes it grow beyond is to be looked at. */
export const mostBytes = 11_000_000;
