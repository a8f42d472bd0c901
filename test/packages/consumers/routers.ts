// Workers with routers, with the types of the platform.
import { createSignet } from '@owner/signet-worker/worker'
import { Hono } from 'hono'
import { AutoRouter, type IRequest } from 'itty-router'

const signet = createSignet({ base: '/img' })

export const hono = new Hono<{ Bindings: { IMAGES: R2Bucket } }>()
  .all('/img/*', (c) => signet.fetch(c.req.raw, c.env, c.executionCtx))
  .get('/', (c) => c.text('Hello'))

export const itty = AutoRouter<IRequest & Request, [env: object, ctx: ExecutionContext]>()
  .all('/img/*', signet.fetch)
  .get('/', () => 'Hello')

export default { fetch: hono.fetch } satisfies ExportedHandler<{ IMAGES: R2Bucket }>
