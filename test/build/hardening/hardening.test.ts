import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readBuildStamp } from '../../../build/freshness.mjs';
import { ensureBuilt } from '../../app/built-app.ts';
import { mainNeeds, mainRules, pageRules, policyFaults, preloadRules } from './rules.ts';
import type { Rule } from './rules.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const out = join(root, 'out');
let main = '';
let preload = '';

beforeAll(async () => {
  await ensureBuilt();
  main = desktopCode();
  preload = readFileSync(join(out, 'main/preload.cjs'), 'utf8');
});

/** What is ours of the bundle and knows electron; the bundler says above each module where it is from. */
function desktopCode(): string {
  const code = readFileSync(join(out, 'main/desktop.js'), 'utf8');
  const [, ...parts] = code.split(/^\/\/ (?=[\w@.-]+\/\S*$|\S+\.ts$)/mu);
  return parts.filter((part) => /^main\/desktop(?:\/|\.ts)/u.test(part)).join('\n');
}

/** Of the last build, in this folder of out/. What the build before it left there for a running app is not asked. */
function builtFiles(folder: string, ending: string): string[] {
  const files = readBuildStamp(root)?.files ?? [];
  return files
    .filter((file) => file.startsWith(`${folder}/`) && file.endsWith(ending))
    .map((file) => file.slice(folder.length + 1));
}

const broken = (rules: readonly Rule[], code: string): string[] =>
  rules.filter(({ broken: pattern }) => pattern.test(code)).map(({ what }) => what);

describe('the built code of the desktop', () => {
  test('breaks no rule and has every guard', () => {
    expect(main).toContain('main/desktop/windows.ts');
    expect(broken(mainRules, main)).toEqual([]);
    expect(mainNeeds.filter((need) => !main.includes(need))).toEqual([]);
  });

  test('hands an address to the system in one place', () => {
    expect([...main.matchAll(/\.openExternal\(/gu)]).toHaveLength(1);
  });

  test.each([
    ['Node in a page', 'webPreferences: { nodeIntegration: true }'],
    ['Node in a page', 'nodeIntegrationInWorker: isDev'],
    ['a page in the world of its preload', 'contextIsolation: false'],
    ['a page without its sandbox', 'sandbox: !isDev'],
    ['a page without the rule of one origin', 'webSecurity: false'],
    ['mixed content', 'allowRunningInsecureContent: true'],
    ['guests in a page', 'webviewTag: true'],
    ['features in trial', "enableBlinkFeatures: 'CSSVariables'"],
    ['the remote module', 'enableRemoteModule: true'],
    ['code sent into a page', 'window.webContents.executeJavaScript(text)'],
    ['the developer tools', 'contents.openDevTools()'],
    ['text that is run', 'eval(text)'],
    ['files opened by the system', 'shell.openPath(path)'],
    ['certificates taken as they are', 'app.on("certificate-error", take)'],
    ['a page of the web', 'window.loadURL("https://example.com")'],
    ['a scheme that may do more than ours', 'privileges: { bypassCSP: true }'],
    ['answers that hold up a page', 'event.returnValue = 1'],
    ['switches that take a guard', 'commandLine.appendSwitch("ignore-certificate-errors")'],
  ])('would be refused for %s: %s', (what, code) => {
    expect(broken(mainRules, code)).toEqual([what]);
  });
});

describe('the built preload script', () => {
  test('breaks no rule', () => {
    expect(preload).toContain('exposeInMainWorld');
    expect(broken(preloadRules, preload)).toEqual([]);
  });

  test.each([
    ['a module beside electron', 'let fs = require("fs");'],
    ['the whole of a channel in the page', 'exposeInMainWorld("ipc", ipcRenderer)'],
    ['requests that hold up the page', 'ipcRenderer.sendSync("a")'],
    ['text that is run', 'new Function("return 1")'],
    ['the tools of Node', 'process.env.HOME'],
  ])('would be refused for %s: %s', (what, code) => {
    expect(broken(preloadRules, code)).toEqual([what]);
  });
});

describe('the built pages', () => {
  const pages = (): string[] => builtFiles('renderer', '.html');

  test('have nothing of their own to run, and nothing from elsewhere', () => {
    expect(pages()).toEqual(['enter.html', 'index.html']);
    for (const name of pages()) {
      const html = readFileSync(join(out, 'renderer', name), 'utf8');
      expect([name, broken(pageRules, html)]).toEqual([name, []]);
    }
  });

  test.each([
    ['a script in the page itself', '<script type="module">run()</script>'],
    ['a style in the page itself', '<p style="color: red">'],
    ['a listener in the page itself', '<body onload="run()">'],
    ['something from another place', '<link rel="stylesheet" href="https://example.com/a.css">'],
  ])('would be refused for %s: %s', (what, html) => {
    expect(broken(pageRules, html)).toEqual([what]);
  });
});

describe('the policy of content', () => {
  test('is one for both hosts, and strict', () => {
    const codeOf = (name: string) => readFileSync(join(out, 'main', name), 'utf8');
    const names = builtFiles('main', '.js');
    const found = names.flatMap((name) =>
      [...codeOf(name).matchAll(/\[\s*(?<list>"default-src 'none'",[^\]]+)\]/gu)].map(
        ({ groups }) => ({
          name,
          policy: (groups?.['list'] ?? '').replaceAll(/"\s*,?\s*/gu, ';').replaceAll(/;+/gu, ';'),
        }),
      ),
    );
    expect(names.filter((name) => codeOf(name).includes('default-src'))).toHaveLength(1);
    expect(found).toHaveLength(1);
    for (const { name, policy } of found) {
      expect(policyFaults(policy.replaceAll(/^;|;$/gu, ''))).toEqual([]);
      for (const host of ['desktop.js', 'headless.js']) expect(codeOf(host)).toContain(name);
    }
  });

  test.each([
    "default-src 'none'; script-src 'self' 'unsafe-inline'",
    "default-src 'none'; script-src 'self' 'unsafe-eval'",
    "default-src *; script-src 'self'",
    "default-src 'none'; script-src 'self'; connect-src https:",
    '',
  ])('would be refused as %s', (policy) => {
    expect(policyFaults(policy)).not.toEqual([]);
  });
});
