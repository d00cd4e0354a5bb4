import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerPage,
  isPageAddress,
  pageFile,
  pageScheme,
  servePage,
} from '../../../main/desktop/page-protocol.ts';
import { pagePolicy } from '../../../shared/page-files.ts';

const root = resolve('/srv/page');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adjutant-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'page', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'page', 'notes.txt'), 'of an unknown kind');
  writeFileSync(join(folder, 'secret.js'), 'outside');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function get(url: string, method = 'GET'): Promise<Response> {
  return answerPage({ method, url }, join(folder, 'page'));
}

test('an address means a file of the folder, and no path means the page itself', () => {
  expect(pageFile('app://adjutant/assets/a.js?v=1#x', root)).toBe(join(root, 'assets', 'a.js'));
  expect(pageFile('app://adjutant/', root)).toBe(join(root, 'index.html'));
  expect(pageFile('app://adjutant/a%20b.js', root)).toBe(join(root, 'a b.js'));
});

test.each([
  'app://adjutant/../secret.js',
  'app://adjutant/%2e%2e/secret.js',
  'app://adjutant/assets/..%2f..%2fsecret.js',
  'app://adjutant/..%5csecret.js',
  'app://adjutant/c:/windows/a.js',
  'app://adjutant/.hidden.js',
  'app://adjutant/a%00.js',
  'app://adjutant/%zz.js',
  'app://adjutant.example/index.html',
  'app://other/index.html',
  'file:///etc/passwd',
])('%s means no file', (address) => {
  expect(pageFile(address, root)).toBeNull();
});

test('whatever is asked for lies inside the folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (path, escaped) => {
      const end = escaped ? encodeURIComponent(path) : path;
      const file = pageFile(`app://adjutant/${end}`, root);
      expect(file === null || file.startsWith(root + sep)).toBe(true);
    }),
  );
});

test('only our own host is our page', () => {
  expect(isPageAddress('app://adjutant/index.html')).toBe(true);
  expect(isPageAddress('app://adjutant')).toBe(true);
  expect(isPageAddress('app://adjutant.example/')).toBe(false);
  expect(isPageAddress('https://adjutant/')).toBe(false);
  expect(isPageAddress('')).toBe(false);
});

test('a file comes with its kind, the policy and no second guess', async () => {
  const answer = await get('app://adjutant/assets/a.js');
  expect([answer.status, await answer.text()]).toEqual([200, 'export {};']);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': pagePolicy,
    'x-content-type-options': 'nosniff',
  });
});

test('what is named by its content may be kept, the page that names it may not', async () => {
  const caching = async (path: string) =>
    (await get(`app://adjutant/${path}`)).headers.get('cache-control');
  expect(await caching('assets/a.js')).toContain('immutable');
  expect(await caching('index.html')).toBe('no-store');
  expect(pageScheme.privileges?.codeCache).toBe(true);
});

test('outside, missing, a folder, an unknown kind and another method are the same empty 404', async () => {
  const answers = await Promise.all([
    get('app://adjutant/..%2fsecret.js'),
    get('app://adjutant/none.js'),
    get('app://adjutant/assets'),
    get('app://adjutant/notes.txt'),
    get('app://adjutant/index.html', 'POST'),
  ]);
  for (const answer of answers) {
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  }
});

test('the policy lets nothing in from elsewhere and nothing inline run', () => {
  expect(pagePolicy).toContain("default-src 'none'");
  expect(pagePolicy).not.toMatch(/unsafe|https?:|wss?:|\*/);
});

test('the scheme gets around no check of the browser', () => {
  expect(pageScheme.privileges?.bypassCSP ?? false).toBe(false);
  expect(pageScheme.privileges?.corsEnabled ?? false).toBe(false);
});

test('serves until it is ended', async () => {
  const served = new Map<string, (request: Request) => Response | Promise<Response>>();
  const end = servePage(
    {
      handle: (scheme, answer) => void served.set(scheme, answer),
      unhandle: (scheme) => void served.delete(scheme),
    },
    join(folder, 'page'),
  );
  const answer = await served.get('app')?.(new Request('app://adjutant/index.html'));
  expect(await answer?.text()).toBe('<title>page</title>');
  end();
  expect(served.size).toBe(0);
});
