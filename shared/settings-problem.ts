import { z } from 'zod';

/** A setting that was not taken, by its path. */
export const settingsProblemSchema = z.object({
  path: z.string(),
  /** `settings.json` or the name of the variable. */
  source: z.string(),
  message: z.string(),
});
export type SettingsProblem = Readonly<z.infer<typeof settingsProblemSchema>>;
