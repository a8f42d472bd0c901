import { defineNuxtConfig } from 'nuxt/config'

export default defineNuxtConfig({
  modules: [['@nuxt/image', { provider: 'ipx' }]],
  serverHandlers: [{ route: '/_ipx/**', handler: '~~/server/ipx/nuxt-ipx.ts' }],
  // Only on Cloudflare: Nitro keeps WebAssembly in files of its own, and the codecs in the Worker.
  nitro: {
    cloudflare: { nodeCompat: true },
    experimental: { wasm: true },
    wasm: { esmImport: true },
    moduleSideEffects: ['@owner/signet-worker'],
  },
})
