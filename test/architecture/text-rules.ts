import type { SourceFile } from './source-file.ts';

const maxLines = 300;
/** Tools that load a configuration or a global set-up want it as the default export. */
const configurations = /(?:^|\/)[\w.-]+\.config\.ts$|^test\/e2e\/build-page\.ts$/;
const suppression =
  /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)|(?:prettier|oxfmt)-ignore/;
const snakeCase = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const speaksTheWire = /^(?:test\/|build\/|main\/rehearsal\/)|(?:^|[/-])wire\.ts$/;
/** A focused test hides the others; a skipped one needs a condition and says why in its name. */
const focused = /\b(?:test|it|describe)(?:\.\w+)*\.only\b/;
const skipped = /\b(?:test|it|describe)(?:\.\w+)*\.skip\s*\(/;
/** The tools' names are the contract's own and are written with underscores. */
const toolNames = new Set(
  `place_call send_text_message send_carbon_voice_message attach_link attach_file add_task update_task
   list_tasks set_reminder cancel_reminder save_note edit_note delete_note search_notes search_thread
   add_contact find_contact read_calendar add_event read_web_page hang_up hand_over`.split(/\s+/),
);

/** One rule about a single file: why it is broken, or null. */
export type TextRule = (file: SourceFile) => string | null;

/** Longest a file may be. */
export const staysShort: TextRule = ({ path, code }) => {
  const lines = code.trimEnd().split('\n').length;
  return lines > maxLines ? `${path} has ${lines} lines` : null;
};

/** No comment switches a check off. */
export const suppressesNothing: TextRule = ({ path, comments }) => {
  const found = comments.find((comment) => suppression.test(comment));
  return found === undefined ? null : `${path}: ${found.trim()}`;
};

/** Names are exported by name. */
export const exportsByName: TextRule = ({ path, defaultExport }) =>
  defaultExport && !configurations.test(path) ? `${path} has a default export` : null;

/** Vendors' field names stay where the wire is read and written. */
export const keepsWireNames: TextRule = ({ path, names }) => {
  if (speaksTheWire.test(path)) return null;
  const found = [...names].find((name) => snakeCase.test(name) && !toolNames.has(name));
  return found === undefined ? null : `${path}: ${found}`;
};

/** The repository stands alone. */
export const staysInside: TextRule = ({ path, code, imports }) => {
  const outside = imports.find(({ target }) => target.startsWith('..'));
  if (outside) return `${path} imports ${outside.target}`;
  const place = /(?:^|[^\w.])\/(?:work|tmp\/briefs)\//.exec(code);
  return place ? `${path} names ${place[0].trim()}` : null;
};

/** Every test runs, or says by a condition when it cannot. */
export const runsEveryTest: TextRule = ({ path, code }) => {
  if (!path.startsWith('test/')) return null;
  const found = focused.exec(code) ?? skipped.exec(code);
  return found ? `${path}: ${found[0]}` : null;
};
