import { useCallback, useMemo, useState } from 'react';
import type { SecretsView, SettingsView, SettingView } from '../../shared/setup-requests.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { useFetched, type Fetched } from '../views/use-fetched.ts';

export type SettingEdits = {
  readonly change: (view: SettingView, value: unknown) => Promise<void>;
  readonly reset: (view: SettingView) => Promise<void>;
  /** The owner's yes to calls without the first sentence, which is this setting. */
  readonly leaveOutDisclosure: (view: SettingView) => Promise<void>;
  /** Takes the last change of it here back. */
  readonly undo: (view: SettingView) => Promise<void>;
  /** What was changed here, as it was before. */
  readonly before: ReadonlyMap<string, SettingView>;
};

export type LiveSettings = {
  readonly fetched: Fetched<SettingsView>;
  readonly view: SettingsView | null;
  readonly edits: SettingEdits;
};

/** Another object whenever a setting or secret was changed, here or elsewhere. */
export function useSetupNews(): unknown {
  return useWindowState(({ snapshot }) => snapshot?.restartFor);
}

/** Which secrets are set, kept up to date. */
export function useSecrets(): Fetched<SecretsView> {
  const app = useAppState();
  const news = useSetupNews();
  const ask = useCallback(() => {
    void news;
    return app.request('secrets:list', {});
  }, [app, news]);
  return useFetched(ask);
}

/** All settings as the next start takes them, kept up to date, and the ways to change them. */
export function useSettings(): LiveSettings {
  const app = useAppState();
  const news = useSetupNews();
  const paused = useWindowState(({ snapshot }) => snapshot?.paused);
  const allowed = useWindowState(({ snapshot }) => snapshot?.allowedSenders);
  const ask = useCallback(() => {
    // Asked anew with each news; these two are changed elsewhere, too.
    void [news, paused, allowed];
    return app.request('settings:list', {});
  }, [app, news, paused, allowed]);
  const fetched = useFetched(ask);
  /** The answer to a change is newer than what was fetched before it. */
  const [answer, setAnswer] = useState<{ view: SettingsView; over: SettingsView | null } | null>(
    null,
  );
  const [before, setBefore] = useState<ReadonlyMap<string, SettingView>>(new Map());
  const view = answer !== null && answer.over === fetched.value ? answer.view : fetched.value;
  const edits = useMemo(() => {
    const take = (next: SettingsView): void => setAnswer({ view: next, over: fetched.value });
    const remember = (was: SettingView): void =>
      setBefore((others) => new Map(others).set(was.key, was));
    const change = async (was: SettingView, value: unknown): Promise<void> => {
      take(await app.request('settings:change', { key: was.key, value }));
      remember(was);
    };
    const reset = async (was: SettingView): Promise<void> => {
      take(await app.request('settings:reset', { key: was.key }));
      remember(was);
    };
    const leaveOutDisclosure = async (was: SettingView): Promise<void> => {
      take(await app.request('settings:leave-out-disclosure', {}));
      remember(was);
    };
    const undo = async ({ key }: SettingView): Promise<void> => {
      const was = before.get(key);
      if (!was) return;
      const { value, source } = was;
      take(
        source === 'default'
          ? await app.request('settings:reset', { key })
          : await app.request('settings:change', { key, value }),
      );
      setBefore((others) => new Map([...others].filter(([one]) => one !== key)));
    };
    return { change, reset, leaveOutDisclosure, undo, before };
  }, [app, before, fetched.value]);
  return { fetched, view, edits };
}
