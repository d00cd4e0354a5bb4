import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import {
  externalAddress,
  guardContents,
  guardSession,
} from '../../../main/desktop/session-guard.ts';

test.each([
  ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
  ['http://example.com/', null],
  ['https://user:word@example.com/', null],
  ['file:///etc/passwd', null],
  ['javascript:alert(1)', null],
  ['app://adjutant/index.html', null],
  ['ms-settings:network', null],
  ['', null],
])('%s goes to the browser as %s', (address, given) => {
  expect(externalAddress(address)).toBe(given);
});

type Handlers = {
  request(
    contents: null,
    permission: string,
    answer: (granted: boolean) => void,
    details: Readonly<Record<string, unknown>>,
  ): void;
  check(
    contents: null,
    permission: string,
    origin: string,
    details: Readonly<Record<string, unknown>>,
  ): boolean;
  device(): boolean;
};

const page = { requestingUrl: 'app://adjutant/index.html', isMainFrame: true };

test('our page gets the microphone, and no permission, device or download besides', () => {
  const handlers: Partial<Handlers> = {};
  const events = new EventEmitter();
  const session = {
    setPermissionRequestHandler: (handler: Handlers['request']) => (handlers.request = handler),
    setPermissionCheckHandler: (handler: Handlers['check']) => (handlers.check = handler),
    setDevicePermissionHandler: (handler: Handlers['device']) => (handlers.device = handler),
    on: (name: string, listener: () => void) => events.on(name, listener),
  };
  guardSession(session as unknown as Session, silentLogger);
  const granted: boolean[] = [];
  const ask = (permission: string, details: Readonly<Record<string, unknown>>): void =>
    handlers.request?.(null, permission, (answer) => granted.push(answer), details);
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read']) {
    ask(permission, page);
  }
  ask('media', { ...page, mediaTypes: [] });
  ask('media', { ...page, mediaTypes: ['audio', 'video'] });
  ask('media', { ...page, mediaTypes: ['audio'], isMainFrame: false });
  ask('media', { ...page, mediaTypes: ['audio'], requestingUrl: 'https://example.com/' });
  expect(granted).toEqual(Array(8).fill(false));
  ask('media', { ...page, mediaTypes: ['audio'] });
  expect(granted.at(-1)).toBe(true);
  const check = (permission: string, origin: string, mediaType: string) =>
    handlers.check?.(null, permission, origin, { mediaType, isMainFrame: true });
  expect(check('media', 'app://adjutant/', 'audio')).toBe(true);
  expect(check('media', 'app://adjutant/', 'video')).toBe(false);
  expect(check('media', 'https://example.com/', 'audio')).toBe(false);
  expect(check('notifications', 'app://adjutant/', 'audio')).toBe(false);
  expect(handlers.device?.()).toBe(false);
  const download = (url: string) => refused(events, 'will-download', { getURL: () => url });
  expect(download('https://example.com/a.exe')).toBe(true);
  expect(download('blob:https://example.com/1')).toBe(true);
  expect(download('blob:app://adjutant/1')).toBe(false);
});

function guardedContents(openExternal: (url: string) => Promise<void>) {
  const app = new EventEmitter();
  guardContents(app as unknown as App, { openExternal }, silentLogger);
  const contents = Object.assign(new EventEmitter(), {
    open: (_details: { url: string }): { action: string } => ({ action: 'allow' }),
    setWindowOpenHandler(handler: typeof contents.open): void {
      contents.open = handler;
    },
  });
  app.emit('web-contents-created', {}, contents);
  return contents;
}

function refused(target: EventEmitter, name: string, about?: unknown): boolean {
  let prevented = false;
  target.emit(name, { preventDefault: () => (prevented = true) }, about);
  return prevented;
}

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
  'every contents refuses %s',
  (name) => {
    expect(
      refused(
        guardedContents(async () => {}),
        name,
      ),
    ).toBe(true);
  },
);

test('a new window is never opened; an https link goes to the browser instead', () => {
  const opened: string[] = [];
  const contents = guardedContents(async (url) => void opened.push(url));
  const actions = ['https://example.com/', 'http://example.com/', 'file:///x'].map(
    (url) => contents.open({ url }).action,
  );
  expect(actions).toEqual(['deny', 'deny', 'deny']);
  expect(opened).toEqual(['https://example.com/']);
});

test('a system without a browser does no harm', async () => {
  const contents = guardedContents(() => Promise.reject(new Error('none')));
  expect(contents.open({ url: 'https://example.com/' }).action).toBe('deny');
  // An unhandled rejection in this turn would fail the run.
  await new Promise((resolve) => setImmediate(resolve));
});
