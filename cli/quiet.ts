/**
 * Environment variables that keep wrangler from sending metrics and from fetching data at its
 * start.
 */
export const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}
