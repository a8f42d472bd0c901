/** Exports of the Worker's entry, as `wrangler types` declares them. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('./entry.js')
  }
}
