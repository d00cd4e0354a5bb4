import { dirname } from 'node:path';
import { nodeOptions } from './node-options.ts';

/** By this line a unit is known to be ours, and may be replaced and removed. */
export const unitMark = '# Written by `adjutant service install`; a change belongs into a drop-in.';

export type UnitFacts = {
  /** Absolute: Node itself, because npm hands on no signals. */
  readonly node: string;
  /** Absolute: the bundled entry without a desktop. */
  readonly script: string;
  readonly home: string;
  /** Absolute: variables, among them secrets, for its owner only; it need not be there. */
  readonly environmentFile: string;
  /** False where the way in for commands lies in the folder that would be hidden. */
  readonly privateTmp: boolean;
};

/**
 * The unit of a user's own service manager. Hardened as far as that can, without taking from the agent's own tools (MCP
 * servers are programs of the owner's, and write where the owner does). V8 compiles while it runs, so memory stays
 * writable and executable.
 */
export function unitFile(facts: UnitFacts): string {
  const options = ['--headless', '--no-open', '--home', facts.home];
  const words = [facts.node, ...nodeOptions, facts.script, ...options];
  const path = `${dirname(facts.node)}:/usr/local/bin:/usr/bin:/bin`;
  return `${unitMark}
[Unit]
Description=Adjutant, a personal AI chief of staff
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=exec
ExecStart=${words.map(quoteWord).join(' ')}
Environment=${quoteValue(`PATH=${path}`)}
EnvironmentFile=-${escapeSpecifiers(facts.environmentFile)}
# Its one line there has the secret paths of the webhooks; what went wrong comes on the other way, into the journal.
StandardOutput=null
Restart=on-failure
RestartSec=2
# It stops in order within 5 s; its children end with it.
TimeoutStopSec=10
KillMode=mixed
UMask=0077
NoNewPrivileges=yes
PrivateTmp=${facts.privateTmp ? 'yes' : 'no'}
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelTunables=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LimitCORE=0

[Install]
WantedBy=default.target
`;
}

/** The home that a unit of ours runs; null where its command was changed by hand. */
export function homeOfUnit(text: string): string | null {
  const command = /^ExecStart=.* "--home" "(?<home>(?:[^"\\]|\\.)*)"$/mu.exec(text);
  const word = command?.groups?.['home'];
  if (word === undefined) return null;
  const unquoted = word.replaceAll('$$', '$').replace(/\\(?<one>.)/gu, '$<one>');
  return unquoted.replaceAll('%%', '%');
}

/** systemd.unit: a percent sign begins a specifier. */
function escapeSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function quoteValue(text: string): string {
  return `"${escapeSpecifiers(text).replace(/["\\]/gu, String.raw`\$&`)}"`;
}

/** systemd.service: in a command line a dollar sign begins a variable. */
function quoteWord(word: string): string {
  return quoteValue(word).replaceAll('$', '$$$$');
}
