/** One rule about the code of the desktop: how it reads when it is broken. */
export type Rule = { readonly what: string; readonly broken: RegExp };

/** What must not stand in the main process of the desktop. */
export const mainRules: readonly Rule[] = [
  { what: 'Node in a page', broken: /\bnodeIntegration(?:InWorker|InSubFrames)?: (?!false)/u },
  { what: 'a page in the world of its preload', broken: /\bcontextIsolation: (?!true)/u },
  { what: 'a page without its sandbox', broken: /\bsandbox: (?!true)|--no-sandbox|noSandbox/u },
  { what: 'a page without the rule of one origin', broken: /\bwebSecurity: (?!true)/u },
  { what: 'mixed content', broken: /\ballowRunningInsecureContent: (?!false)/u },
  { what: 'guests in a page', broken: /\bwebviewTag: (?!false)/u },
  { what: 'features in trial', broken: /\bexperimentalFeatures\b|\benableBlinkFeatures\b/u },
  { what: 'the remote module', broken: /enableRemoteModule|@electron\/remote/u },
  { what: 'code sent into a page', broken: /executeJavaScript|insertCSS|insertText/u },
  { what: 'the developer tools', broken: /openDevTools|toggleDevTools|'toggleDevTools'/u },
  { what: 'text that is run', broken: /\beval\(|\bnew Function\(|\bvm\.run/u },
  { what: 'files opened by the system', broken: /\bopenPath\(|\bopenItem\(|showItemInFolder/u },
  {
    what: 'certificates taken as they are',
    broken: /["']certificate-error["']|setCertificateVerifyProc/u,
  },
  { what: 'a page of the web', broken: /\bload(?:URL|File)\(\s*["'`](?:https?|file|data):/u },
  {
    what: 'a scheme that may do more than ours',
    broken: /bypassCSP: true|allowServiceWorkers: true/u,
  },
  { what: 'answers that hold up a page', broken: /\bsendSync\b|\breturnValue\b/u },
  { what: 'switches that take a guard', broken: /appendSwitch\(\s*["'`](?!enable-features)/u },
];

/** What must stand there, each at least once. */
export const mainNeeds: readonly string[] = [
  'setPermissionRequestHandler',
  'setPermissionCheckHandler',
  'setDevicePermissionHandler',
  'setWindowOpenHandler',
  '"will-navigate"',
  '"will-frame-navigate"',
  '"will-redirect"',
  '"will-attach-webview"',
  '"web-contents-created"',
  'contextIsolation: true',
  'sandbox: true',
  'webSecurity: true',
  'devTools: false',
  'removeSwitch',
];

/** What the preload script must not do. */
export const preloadRules: readonly Rule[] = [
  { what: 'a module beside electron', broken: /require\("(?!electron"\))/u },
  {
    what: 'the whole of a channel in the page',
    broken: /exposeInMainWorld\([^,]+,\s*(?:electron\.)?ipcRenderer\b/u,
  },
  { what: 'requests that hold up the page', broken: /sendSync|sendToHost/u },
  { what: 'text that is run', broken: /\beval\(|\bnew Function\(/u },
  { what: 'the tools of Node', broken: /\bprocess\.(?:env|binding|kill)\b/u },
];

/** What a page must not have, in a file of HTML. */
export const pageRules: readonly Rule[] = [
  { what: 'a script in the page itself', broken: /<script(?![^>]*\bsrc=)[^>]*>/iu },
  { what: 'a style in the page itself', broken: /<style|\sstyle=/iu },
  { what: 'a listener in the page itself', broken: /\son[a-z]+=/iu },
  { what: 'something from another place', broken: /\b(?:src|href)="(?!\.\/|data:image\/)/iu },
];

/** A policy of content, by directive. */
export function readPolicy(policy: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    policy.split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/u);
      return [name, sources];
    }),
  );
}

/** Why a policy is not strict enough, or nothing. */
export function policyFaults(policy: string): readonly string[] {
  const directives = readPolicy(policy);
  const faults: string[] = [];
  const wants: readonly (readonly [string, string])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'"],
    ['connect-src', "'self'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
  ];
  for (const [name, only] of wants) {
    if (directives.get(name)?.join(' ') !== only) faults.push(`${name} is not ${only}`);
  }
  for (const [name, sources] of directives) {
    const loose = sources.filter((source) => !/^(?:'self'|'none'|data:|blob:)$/u.test(source));
    if (loose.length > 0) faults.push(`${name} allows ${loose.join(' ')}`);
  }
  return faults;
}
