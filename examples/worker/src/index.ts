import { createSignet } from '@owner/signet-worker/worker'

const signet = createSignet()

// The tiered cache of wrangler.toml needs this entrypoint.
export const { Render } = signet

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    return pathname.startsWith('/img/') ? signet.fetch(request, env, ctx) : new Response('Your own page')
  },
} satisfies ExportedHandler<Record<string, unknown>>
