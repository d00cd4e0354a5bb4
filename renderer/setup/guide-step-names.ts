/** The steps of the guide, in order; apart from their words, which load with the guide. */
export const stepNames = [
  'start',
  'model',
  'carbonvoice',
  'tunnel',
  'subscription',
  'voipbin',
  'number',
  'owner',
  'proof',
] as const;
export type StepName = (typeof stepNames)[number];
