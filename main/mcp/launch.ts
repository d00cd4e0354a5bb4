import { createHash } from 'node:crypto';
import { SettingsError } from '../../shared/errors.ts';
import { mcpSecretName } from '../../shared/mcp.ts';
import type { McpServerSettings } from '../../shared/mcp.ts';
import type { McpLaunch } from './ports.ts';

/** Where the values of secrets are. */
export type ReadSecret = (name: string) => Promise<string | null>;

/** What a yes is about: everything that decides what is started or connected to. Values of secrets may change. */
export function launchOf(server: McpServerSettings): McpLaunch {
  const { name, command, args, url = null, env, headers } = server;
  return {
    command: command === undefined ? [] : [command, ...args],
    url,
    env: marks(name, env),
    headers: marks(name, headers),
  };
}

/** A plain value can change what a program does (NODE_OPTIONS), so it is part of the yes, without being kept. */
function marks(server: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const sorted = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, value]) => [name, mcpSecretName(server, value) ?? hashOf(value)]),
  );
}

/** A short mark of a text, equal for equal ones alone. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** What of two launches differs, in words for the owner. */
export function launchChanges(before: McpLaunch, now: McpLaunch): readonly string[] {
  const changes: string[] = [];
  if (JSON.stringify(before.command) !== JSON.stringify(now.command)) {
    changes.push(`The command was: ${commandLine(before.command) || '(none)'}`);
  }
  if (before.url !== now.url) changes.push(`The address was: ${before.url ?? '(none)'}`);
  return [
    ...changes,
    ...valueChanges('variable', before.env, now.env),
    ...valueChanges('header', before.headers, now.headers),
  ];
}

type Values = Readonly<Record<string, string>>;

function valueChanges(what: string, before: Values, now: Values): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.flatMap((name) => {
    if (before[name] === now[name]) return [];
    if (before[name] === undefined) return [`New ${what}: ${name}`];
    return [now[name] === undefined ? `No ${what} any more: ${name}` : `Other ${what}: ${name}`];
  });
}

/** As it would be typed: what holds spaces or marks stands in quotes. */
export function commandLine(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : JSON.stringify(word)))
    .join(' ');
}

/** Values with secrets in their place. Throws SettingsError where one is missing, AuthError without a keychain. */
export async function fillIn(
  server: string,
  values: Readonly<Record<string, string>>,
  secret: ReadSecret,
): Promise<Record<string, string>> {
  const filled: Record<string, string> = {};
  for (const [name, written] of Object.entries(values)) {
    const secretName = mcpSecretName(server, written);
    const value = secretName === null ? written : await secret(secretName);
    if (value === null) {
      throw new SettingsError(
        'MCP_SECRET',
        `The MCP server ${server} needs the secret ${secretName}, which is not set.`,
        `Set it: npm run -s adjutant -- secret set ${secretName}`,
      );
    }
    filled[name] = value;
  }
  return filled;
}

const keptUnix = ['PATH', 'HOME', 'LANG'];
/** What Windows needs to start anything at all. */
const keptWindows = [
  ...['PATH', 'PATHEXT', 'SYSTEMROOT', 'WINDIR', 'COMSPEC', 'TEMP', 'TMP', 'LANG'],
  ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'HOMEDRIVE', 'HOMEPATH'],
];

/** The environment of a server and of the process that runs it, before its own variables: hardly anything. */
export function bareEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const kept = platform === 'win32' ? keptWindows : keptUnix;
  const entries = Object.entries(source).filter(([name]) =>
    kept.includes(platform === 'win32' ? name.toUpperCase() : name),
  );
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
