// Worker entry, with the platform's types.
import { WorkerEntrypoint } from 'cloudflare:workers'
import { createSignet } from '@owner/signet-worker/worker'

interface Env {
  IMAGES: R2Bucket
  DENIED: KVNamespace
  SIGNING_KEYS: string
}

const signet = createSignet({
  base: '/img',
  sources: {
    dam: async (path, { etag }) => {
      const object = await bucket?.get(path, { onlyIf: etag === undefined ? {} : { etagDoesNotMatch: etag } })
      if (!object) return undefined
      return 'body' in object
        ? { body: object.body, size: object.size, etag: object.etag }
        : { unchanged: true }
    },
  },
})
let bucket: R2Bucket | undefined

export const { Render } = signet
/** Stub of Render as the platform passes it. */
export type RenderStub = Service<typeof Render>

export class Admin extends WorkerEntrypoint<Env> {}

export default {
  async fetch(request, env, ctx) {
    bucket = env.IMAGES
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/img/')) return signet.fetch(request, env, ctx)
    return new Response('Hello')
  },
} satisfies ExportedHandler<Env>
