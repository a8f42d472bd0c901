import { transform } from '@owner/signet-worker/engine'
import type { ImageOptimizer } from 'vinext/server/image-optimization'

/** Formats of the client, by the format that vinext has chosen. All clients with AVIF have WebP. */
const ACCEPTS: Readonly<Record<string, readonly ('avif' | 'webp')[]>> = {
  'image/avif': ['avif', 'webp'],
  'image/webp': ['webp'],
}

/** Optimizes images of a vinext app in the app's own Worker, without the Images binding. */
export default (): ImageOptimizer => ({
  async transformImage(body, { width, format, quality }) {
    const options = { width, quality, enlarge: false, animate: true, format: 'auto' } as const
    const made = await transform(body, options, { accepts: ACCEPTS[format] ?? [] })
    return new Response(made.body, { headers: { 'content-type': made.type } })
  },
})
