/** Variables that carry secrets of the owner. Nothing the set-up or the checks start may see them. */
export const secretVariables = Object.freeze([
  'ADJUTANT_CARBONVOICE_PAT',
  'ADJUTANT_VOIPBIN_TOKEN',
  'ADJUTANT_VOIPBIN_USERNAME',
  'ADJUTANT_VOIPBIN_PASSWORD',
  'ADJUTANT_NGROK_AUTHTOKEN',
  'ADJUTANT_LLM_KEY',
]);

/** No step may depend on a download beyond the package mirrors. */
const noDownloads = Object.freeze({
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
});

/**
 * The environment of a child process of the set-up: ours without the secrets. Windows compares names without case.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {Readonly<Record<string, string>>} [extra] set last
 * @returns {Record<string, string>}
 */
export function childEnvironment(env, extra = {}) {
  /** @type {Record<string, string>} */
  const result = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !secretVariables.includes(name.toUpperCase())) result[name] = value;
  }
  return { ...result, ...noDownloads, ...extra };
}
