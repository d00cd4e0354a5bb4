/** What the bytes of a body mean; `undefined` for what is no JSON in UTF-8. */
export function parseJsonBody(raw: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(raw)) as unknown;
  } catch {
    // Refused like everything else that is no delivery.
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
