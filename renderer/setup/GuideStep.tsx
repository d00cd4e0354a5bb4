import { useMemo, type ReactNode } from 'react';
import type { Hop } from '../../shared/doctor.ts';
import type { SettingKey } from '../../shared/settings.ts';
import { Numbers } from '../calls/Numbers.tsx';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { FetchState, NotDone } from '../views/FetchState.tsx';
import { AccessKeyOffer } from './AccessKeyOffer.tsx';
import { CarbonVoiceStanding } from './CarbonVoiceStanding.tsx';
import type { StepName } from './guide-step-names.ts';
import { guideSteps, guideStrings } from './guide-steps.ts';
import { HopChain } from './HopChain.tsx';
import { SecretRow } from './SecretRow.tsx';
import { SettingRow } from './SettingRow.tsx';
import { useLooks, type Looks } from './use-looks.ts';
import { useSecrets, useSettings } from './use-settings.ts';

const words = guideStrings;

/** One thing that is asked for: where it is found, its fields, and what a test found. */
export function StepView({ name }: { readonly name: StepName }): ReactNode {
  const step = guideSteps[name];
  const looks = useLooks();
  const app = useAppState();
  const reachable = useWindowState(({ connection }) => connection === 'open');
  const look = (): void => looks.look(step.hops);
  return (
    <>
      {step.clicks.length > 0 && (
        <section className="guide-where" aria-label={words.where}>
          <h4>{words.where}</h4>
          <ol>
            {step.clicks.map((click) => (
              <li key={click}>{click}</li>
            ))}
          </ol>
        </section>
      )}
      <ul>
        <StepSettings keys={step.settings} looksAfter={step.looksAfter} onLook={look} />
        <StepSecrets names={step.secrets} onChanged={step.hops.length > 0 ? look : null} />
      </ul>
      {name === 'voipbin' && <AccessKeyOffer onMade={look} />}
      {name === 'number' && <Numbers reachable={reachable} actions={app.numbers} />}
      {(name === 'subscription' || name === 'owner') && (
        <CarbonVoiceStanding isWhole={name === 'subscription'} />
      )}
      {step.does !== '' && <p className="view-row-facts">{step.does}</p>}
      {step.hops.length > 0 && <StepTest hops={step.hops} looks={looks} onLook={look} />}
    </>
  );
}

function StepSettings({
  keys,
  looksAfter,
  onLook,
}: {
  readonly keys: readonly SettingKey[];
  readonly looksAfter: readonly SettingKey[];
  readonly onLook: () => void;
}): ReactNode {
  const { fetched, view, edits } = useSettings();
  const watched = useMemo(
    () => ({
      ...edits,
      change: async (was: Parameters<typeof edits.change>[0], value: unknown) => {
        await edits.change(was, value);
        if (looksAfter.some((key) => key === was.key)) onLook();
      },
    }),
    [edits, looksAfter, onLook],
  );
  if (keys.length === 0) return null;
  return (
    <>
      {!view && <FetchState {...fetched} />}
      {keys.map((key) => {
        const one = view?.settings.find((setting) => setting.key === key);
        return one && <SettingRow key={key} settingKey={key} view={one} edits={watched} />;
      })}
    </>
  );
}

function StepSecrets({
  names,
  onChanged,
}: {
  readonly names: readonly string[];
  readonly onChanged: (() => void) | null;
}): ReactNode {
  const { value, problem, reload } = useSecrets();
  if (names.length === 0) return null;
  return (
    <>
      <NotDone problem={problem ?? value?.problem ?? null} />
      {value?.secrets
        .filter(({ name }) => names.includes(name))
        .map((secret) => (
          <SecretRow
            key={secret.name}
            secret={secret}
            onChanged={() => {
              reload();
              onChanged?.();
            }}
          />
        ))}
    </>
  );
}

function StepTest({
  hops,
  looks,
  onLook,
}: {
  readonly hops: readonly Hop[];
  readonly looks: Looks;
  readonly onLook: () => void;
}): ReactNode {
  const { doctor, busy, problem } = looks;
  const isLooked = doctor?.findings.some(({ hop }) => hops.includes(hop)) ?? false;
  return (
    <section aria-label={words.result}>
      <div className="hops-bar">
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          onClick={() => !busy && onLook()}
        >
          {words.test}
        </button>
        <p className="view-row-facts" role="status">
          {busy ? words.testing : ''}
        </p>
      </div>
      <NotDone problem={problem} />
      <div aria-live="polite">{(isLooked || busy) && <HopChain hops={hops} doctor={doctor} />}</div>
    </section>
  );
}
