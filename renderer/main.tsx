import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { IpcTransport } from '../shared/ipc-contract.ts';
import { App } from './App.tsx';
import { createBridge } from './bridge.ts';
import { openPageTransport } from './open-page-transport.ts';
import { createAppState } from './state/app-state.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent where the window is a page in a browser. */
    readonly adjutant?: IpcTransport;
  }
}

const transport = openPageTransport(window);
// A page that nobody sees draws no frames.
const state = createAppState(createBridge(transport), (run) =>
  document.hidden ? run() : requestAnimationFrame(run),
);
const root = document.getElementById('root');
if (!root) throw new Error('the page has no place for the window');
createRoot(root).render(
  <StrictMode>
    <App state={state} />
  </StrictMode>,
);
