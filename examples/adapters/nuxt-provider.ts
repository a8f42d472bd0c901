import { defineProvider } from '@nuxt/image/runtime'
import { type Grant, imageFromGrant } from '@owner/signet/grant'
import { createSyncSigner } from '@owner/signet/sync'
import { useState } from 'nuxt/app'

/** Signs while the server renders, once an image; the browser reads the grants from the payload. */
export default defineProvider<{ baseUrl: string; widths: number[] }>({
  getImage(src, { modifiers, baseUrl, widths }, { options }) {
    const grants = useState<Record<string, Grant>>('signet', () => ({})).value
    if (import.meta.server) {
      const signer = createSyncSigner({ key: String(options.runtimeConfig['signingKeys']), baseUrl })
      grants[src] ??= signer.grant(src, { format: 'auto' }, { widths })
    }
    const grant = grants[src]
    if (!grant) throw new Error(`the server has rendered no grant for ${src}`)
    return { url: imageFromGrant(grant, modifiers.width ?? Number.POSITIVE_INFINITY) }
  },
})
