import type { ModelState } from './model-connection.ts';
import { describeSlow, slowRemedy } from './pace.ts';

/** Where one model of the list stands; the list is in the order in which they are asked. */
export type ModelView = {
  readonly name: string;
  readonly state: ModelState;
  /** Median of its first words on calls in milliseconds, where it is too long. */
  readonly slowMedianMs: number | null;
};

/** All models as one connection: which one answers, and why the first does not. */
export function describeModels(models: readonly ModelView[]): ModelState {
  const [first, ...further] = models;
  if (!first) return { status: 'off', detail: 'No model is set up.', remedy: '' };
  const { state } = first;
  if (state.status === 'connected') return withPace(first);
  const isDown = state.status === 'failed' || state.status === 'refused';
  if (!isDown || further.length === 0) return state;
  const instead = further.find((one) => one.state.status === 'connected');
  if (instead) {
    const detail = `${instead.name} answers; ${first.name} does not: ${state.detail}`;
    return { status: 'connected', detail, remedy: state.remedy };
  }
  const untried = further.find((one) => one.state.status === 'connecting');
  const rest = untried ? `${untried.name} is asked instead.` : 'The further models fail, too.';
  return { ...state, detail: `${first.name}: ${state.detail} ${rest}` };
}

function withPace({ name, state, slowMedianMs }: ModelView): ModelState {
  if (slowMedianMs === null) return state;
  const detail = `${state.detail}. ${describeSlow(name, slowMedianMs)}`;
  return { ...state, detail, remedy: slowRemedy };
}
