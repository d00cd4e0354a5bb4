import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppState } from './app-state.ts';
import type { WindowState } from './window-state.ts';

/** Hands the state down to the views. */
export const AppStateContext = createContext<AppState | null>(null);

/** What the owner can do. Throws outside of the app. */
export function useAppState(): AppState {
  const app = useContext(AppStateContext);
  if (!app) throw new Error('a view was drawn outside of the app');
  return app;
}

/** A narrow value of the state; the view is drawn again only when it changes. */
export function useWindowState<T>(select: (state: WindowState) => T): T {
  return useStore(useAppState().store, select);
}
