import { z } from 'zod';
import { hopSchema } from './doctor.ts';
import { settingsProblemSchema } from './settings-problem.ts';

/** One setting as the next start will take it. */
export const settingViewSchema = z.object({
  key: z.string(),
  value: z.unknown(),
  /** Where the value comes from. */
  source: z.enum(['default', 'file', 'environment']),
  /** The variable that fixes it, so that it cannot be changed here; null when it can. */
  fixedBy: z.string().nullable(),
  /** Differs from what the running app works with: it holds after a restart. */
  waits: z.boolean(),
  /** Why something of it was not taken. */
  problems: z.array(settingsProblemSchema).readonly(),
});
export type SettingView = Readonly<z.infer<typeof settingViewSchema>>;

const settingsViewSchema = z.object({
  settings: z.array(settingViewSchema).readonly(),
  /** What belongs to no key: an unknown one, or a file that cannot be read. */
  problems: z.array(settingsProblemSchema).readonly(),
});
export type SettingsView = Readonly<z.infer<typeof settingsViewSchema>>;

/** One secret: never its value. */
export const secretViewSchema = z.object({
  name: z.string(),
  /** `unknown`: the keychain does not answer. */
  state: z.enum(['set', 'unset', 'unknown']),
  /** What fixes it for this run (a variable, or the rehearsal); null when it can be changed. */
  fixedBy: z.string().nullable(),
});
export type SecretView = Readonly<z.infer<typeof secretViewSchema>>;

const secretsViewSchema = z.object({
  secrets: z.array(secretViewSchema).readonly(),
  /** Why the keychain could not be asked, for people; null when it could. */
  problem: z.string().nullable(),
});
export type SecretsView = Readonly<z.infer<typeof secretsViewSchema>>;

const key = z.object({ key: z.string().max(200) });
const secret = z.object({ name: z.string().max(250) });
const empty = z.object({});

/** What settings, connections and the guide ask. Values of secrets go in, and never out. */
export const setupRequests = {
  'settings:list': { request: empty, response: settingsViewSchema },
  /** A value as JSON; what equals the default is taken out of the file. */
  'settings:change': { request: key.extend({ value: z.unknown() }), response: settingsViewSchema },
  /** Back to the default. */
  'settings:reset': { request: key, response: settingsViewSchema },
  /** The owner's yes to calls without the first sentence; `settings:change` does not empty it. */
  'settings:leave-out-disclosure': { request: empty, response: settingsViewSchema },
  'secrets:list': { request: empty, response: secretsViewSchema },
  /** `kept` says for how long; `replaced` whether there is a way back. */
  'secrets:set': {
    request: secret.extend({ value: z.string().max(20_000) }),
    response: z.object({
      kept: z.enum(['keychain', 'memory']),
      detail: z.string(),
      replaced: z.boolean(),
    }),
  },
  'secrets:remove': { request: secret, response: z.object({ removed: z.boolean() }) },
  /** Takes the last change of it back, for a few minutes. */
  'secrets:undo': { request: secret, response: empty },
  /**
   * Looks at these hops and those before them, judged by the settings of the next start, or at all of the running app.
   * Clients of the services are the running ones, but for model and speech.
   */
  'doctor:start': {
    request: z.object({ hops: z.array(hopSchema).max(20).nullable() }),
    response: empty,
  },
  /** The agent account as Carbon Voice told it, and how the webhook stands, with what the portal wants to be told. */
  'setup:carbon-voice': {
    request: empty,
    response: z.object({
      agentName: z.string().nullable(),
      agentId: z.string().nullable(),
      /** Where deliveries are wanted; null while there is no public address. */
      address: z.string().nullable(),
      isRegistered: z.boolean(),
      filter: z.enum(['sent', 'refused', 'unknown']).nullable(),
    }),
  },
  /** Has VoIPBIN make an access key by the user and the password that are set; `kept` says for how long it is here. */
  'setup:access-key': {
    request: empty,
    response: z.object({
      kept: z.enum(['keychain', 'memory']),
      detail: z.string(),
      /** Epoch ms at which VoIPBIN takes it no longer; null where it did not tell. */
      expiresAt: z.number().nullable(),
    }),
  },
  /** Lets a server of tools start, exactly as the settings have it. */
  'mcp:approve': { request: z.object({ name: z.string().max(100) }), response: empty },
  /** Ends this app and starts it again, as itself or as a rehearsal. */
  'app:restart': { request: z.object({ rehearsal: z.boolean() }), response: empty },
} as const;
