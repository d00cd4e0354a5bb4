import { z } from 'zod';
import { keyedAddressSchema, text } from './setting-schemas.ts';

const nameMessage =
  'must be a name of letters, digits, single - and _, at most 24 characters, such as github';
const variableMessage = 'must be a name of letters, digits and _, such as API_TOKEN';

/** A value as it is, or the name of the secret that holds it: `mcp.<server>.<variable>`. */
const value = text(0, 4000);

/** A server of tools, as the settings name it: one that is started here, or one at an address. */
export const mcpServerSchema = z
  .strictObject(
    {
      name: z
        .string({ error: nameMessage })
        .max(24, nameMessage)
        .regex(/^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/u, nameMessage),
      /** A program with its arguments; no shell reads them. */
      command: text(1, 1000).optional(),
      args: z.array(text(0, 4000), { error: 'must be a list of words' }).max(100).default([]),
      /** Streamable HTTP. */
      url: keyedAddressSchema.optional(),
      /** What the program finds in its environment besides PATH, HOME and LANG. */
      env: z
        .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/u, variableMessage), value)
        .default({}),
      /** What is sent along to the address. */
      headers: z
        .record(
          z.string().regex(/^[A-Za-z0-9-]{1,100}$/u, 'must be the name of a header'),
          value.refine((text) => !/[\r\n\0]/u.test(text), { error: 'must be on one line' }),
        )
        .default({}),
      enabled: z.boolean({ error: 'must be true or false' }).default(true),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'may hold name, command, args, url, env, headers and enabled only'
          : 'must be an object with at least name and either command or url',
    },
  )
  .refine(({ command, url }) => (command === undefined) !== (url === undefined), {
    error: 'must have either a command or an address (url)',
  })
  .refine((server) => foreignSecrets(server).length === 0, {
    error: ({ input }) => {
      const { name } = input as { readonly name: string };
      return `may use secrets of its own only, named mcp.${name}.<variable>`;
    },
  });
export type McpServerSettings = Readonly<z.infer<typeof mcpServerSchema>>;

/** Several of them, each name once. */
export const mcpServersSchema: z.ZodType<readonly McpServerSettings[]> = z
  .array(mcpServerSchema, { error: 'must be a list of servers' })
  .max(32, { error: 'must have at most 32 entries' })
  .refine(
    (servers) => new Set(servers.map(({ name }) => name.toLowerCase())).size === servers.length,
    { error: 'must name each server once' },
  );

/** The secret that a value stands for, or null where it is the value itself. */
export function mcpSecretName(server: string, written: string): string | null {
  return written.startsWith(`mcp.${server}.`) && secretPattern.test(written) ? written : null;
}

const secretPattern = /^mcp\.[A-Za-z0-9_-]{1,100}\.[A-Za-z0-9_-]{1,100}$/u;

function foreignSecrets({
  name,
  env,
  headers,
}: {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}): readonly string[] {
  return [...Object.values(env), ...Object.values(headers)].filter(
    (written) => secretPattern.test(written) && mcpSecretName(name, written) === null,
  );
}

/** `waiting`: it is not used before the owner's yes. */
export type McpState = 'off' | 'waiting' | 'ready' | 'failed';

/** A server as the owner sees it. */
export type McpServerView = {
  readonly name: string;
  readonly state: McpState;
  readonly detail: string;
  readonly remedy: string;
  /** Exactly what is started; empty for a server at an address. */
  readonly command: readonly string[];
  readonly url: string | null;
  /** Names of variables and headers, never their values. */
  readonly env: readonly string[];
  readonly headers: readonly string[];
  /** Epoch ms; null while there was no yes. */
  readonly approvedAt: number | null;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  /** Tools of the server that cannot be offered, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** What is other than what was approved, in words. */
  readonly changes: readonly string[];
};
