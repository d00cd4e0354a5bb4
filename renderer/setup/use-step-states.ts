import { useCallback } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { useFetched } from '../views/use-fetched.ts';
import { hops } from '../../shared/doctor.ts';
import type { StepName } from './guide-step-names.ts';
import { useSetupNews } from './use-settings.ts';

/** Whether a step has what it asks for. */
export function useStepStates(): (step: StepName) => boolean {
  const app = useAppState();
  const connections = useWindowState(({ snapshot }) => snapshot?.connections);
  const news = useSetupNews();
  const doctor = useWindowState(({ snapshot }) => snapshot?.doctor);
  const ask = useCallback(async () => {
    // Asked anew whenever something was set.
    void [connections, news, doctor?.isRunning];
    const { settings } = await app.request('settings:list', {});
    const { secrets } = await app.request('secrets:list', {});
    return {
      values: new Map(settings.map(({ key, value }) => [key, value])),
      set: new Set(secrets.filter(({ state }) => state === 'set').map(({ name }) => name)),
    };
  }, [app, connections, news, doctor?.isRunning]);
  const { value } = useFetched(ask);
  return (step) => {
    const isSet = (key: string): boolean => (value?.values.get(key) ?? null) !== null;
    const has = (secret: string): boolean => value?.set.has(secret) ?? false;
    const verdict = (hop: string) => doctor?.findings.find((one) => one.hop === hop)?.verdict;
    switch (step) {
      case 'start':
        return true;
      case 'model':
        return isSet('llm.url') || (isSet('llm.provider') && isSet('llm.model'));
      case 'carbonvoice':
        return has('carbonvoice-pat');
      case 'tunnel':
        return has('ngrok-authtoken');
      case 'subscription':
        return verdict('carbonvoice-subscription') === 'good';
      case 'voipbin':
        return has('voipbin-token') || (has('voipbin-username') && has('voipbin-password'));
      case 'number':
        return isSet('voipbin.source');
      case 'owner':
        return has('phone-pin');
      case 'proof':
        return hops.every((hop) => ['good', 'off'].includes(verdict(hop) ?? ''));
    }
  };
}
