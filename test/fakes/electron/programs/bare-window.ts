import { app, BrowserWindow, session } from 'electron';

// The floor of a start: the double with a window of one line and nothing else.
await app.whenReady();
const partition = 'bare';
const headers = { 'content-type': 'text/html' };
const page = '<!doctype html><title>bare</title><p>bare';
session.fromPartition(partition).protocol.handle('app', () => new Response(page, { headers }));
const preload = new URL('../../../../out/main/preload.cjs', import.meta.url).pathname;
const window = new BrowserWindow({ webPreferences: { preload, partition } });
await window.loadURL('app://adjutant/index.html');
