/**
 * Whether a variable may hold a proxy with its password, followed or not: npm, say, has `npm_config_https_proxy` for what
 * it starts.
 */
export function mayHoldProxy(variable: string): boolean {
  return /proxy/iu.test(variable);
}
