import { addAttachments, addLinks, downloadUrl, report, uploadUrls } from './attachment-routes.ts';
import type { Answer } from './answers.ts';
import { signal } from './courtesy-routes.ts';
import type { Call } from './journal.ts';
import type { RouteParts } from './routes.ts';
import { recent } from './recent.ts';
import { sendAttachments, sendAudio, sendDirect, sendOld, sendText } from './sending-routes.ts';

type Route = (
  call: Call,
  ids: readonly [string, string],
  parts: RouteParts,
) => Answer | Promise<Answer>;

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^POST \/v5\/conversations\/([^/]+)\/signal$/, (call, [id], parts) => signal(call, id, parts)],
  [/^POST \/v5\/messages\/text$/, (call, _ids, parts) => sendText(call, parts)],
  [/^POST \/v5\/messages\/attachment$/, (call, _ids, parts) => sendAttachments(call, parts)],
  [/^POST \/v5\/messages\/audio$/, (call, _ids, parts) => sendAudio(call, parts)],
  [/^POST \/v3\/messages\/recent$/, (call, _ids, parts) => recent(call, parts)],
  [/^POST \/v3\/messages\/start$/, (call, _ids, parts) => sendOld(call, parts)],
  [/^POST \/simplified\/messages\/direct$/, (call, _ids, parts) => sendDirect(call, parts)],
  [
    /^POST \/simplified\/messages\/([^/]+)\/attachments\/bulk\/link$/,
    (call, [id], parts) => addLinks(call, id, parts),
  ],
  [
    /^POST \/messages\/([^/]+)\/attachments$/,
    (call, [id], parts) => addAttachments(call, id, parts),
  ],
  [/^PUT \/messages\/([^/]+)\/attachment\/([^/]+)$/, report],
  [
    /^POST \/v5\/attachments\/upload\/signedurl$/,
    (call, _ids, parts) => uploadUrls(call, parts, true),
  ],
  [/^POST \/v3\/attachments\/signedurl$/, (call, _ids, parts) => uploadUrls(call, parts, false)],
  [
    /^GET \/v5\/attachments\/download\/signedurl\/([^/]+)$/,
    (_call, [id], parts) => downloadUrl(id, parts.shelf.all, parts),
  ],
  [
    /^GET \/message-sharelinks\/([^/]+)\/attachments\/signedurl\/([^/]+)$/,
    (_call, [share, id], parts) => {
      const message = parts.shared.get(share);
      return downloadUrl(id, message ? [message] : [], parts);
    },
  ],
];

/** Whatever makes messages, lists them the older way, and brings files up and down; null for all other requests. */
export function carry(call: Call, parts: RouteParts): Answer | Promise<Answer> | null {
  for (const [pattern, route] of routes) {
    const found = pattern.exec(`${call.method} ${call.path}`);
    const [first = '', second = ''] = found?.slice(1).map(decodeURIComponent) ?? [];
    if (found) return route(call, [first, second], parts);
  }
  return null;
}
