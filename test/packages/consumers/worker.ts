import signet, {
  type Authorize,
  type AuthorizeFacts,
  type AuthorizeResult,
  type Configuration,
  createSignet,
  type ErrorCode,
  Failure,
  type LogLevel,
  type LogLine,
  type LogSink,
  type OwnSources,
  type ReadSource,
  type Refusal,
  Render,
  type RenderClass,
  type RenderInstance,
  type RequestContext,
  type Signet,
  type SignetOptions,
  type SourceAnswer,
  type SourceConditions,
  type SourceResult,
} from '@owner/signet-worker/worker'
import * as core from '@owner/signet-worker/worker/core'
import small from '@owner/signet-worker/worker/small'

export const config: Configuration = {
  hosts: ['img.example.com'],
  zones: { shop: { prefix: '/shop', source: 'dam:photos/', max_age: 60 } },
  keys: { k1: { zones: ['shop'] } },
  limits: { pixels: 40_000_000 },
}

export const readAsset: ReadSource = async (
  path: string,
  { etag }: SourceConditions,
  signal: AbortSignal,
): Promise<SourceResult> => {
  const response = await fetch(`https://dam.example.com/${path}`, { signal })
  if (response.status === 404) return null
  if (response.headers.get('etag') === etag) return { unchanged: true }
  const answer: SourceAnswer = { body: response.body, etag: 'v1', modified: new Date(0), maxAge: 60 }
  return etag === undefined ? response : answer
}

const sources: OwnSources = { dam: readAsset, memory: () => ({ body: new Uint8Array(3) }) }
const lines: string[] = []
const log: LogSink = (line: LogLine, level: LogLevel) => lines.push(`${level} ${line.kind ?? ''}`)
const authorize: Authorize = async ({ zone, headers, claims }: AuthorizeFacts): Promise<AuthorizeResult> => {
  const refusal: Refusal = { detail: `sign in to see ${zone} until ${claims.expire ?? 'ever'}` }
  return headers['cookie'] === undefined ? refusal : true
}

export const options: SignetOptions = { config, sources, log, authorize, base: '/img', name: 'shop' }
export const instance: Signet = createSignet(options)
export const renders: readonly RenderClass[] = [instance.Render, Render, core.createSignet().Render]
export const answers = (render: RenderInstance, request: Request): Promise<Response> => render.fetch(request)
export const codeOf = (error: unknown): ErrorCode | undefined =>
  error instanceof Failure ? error.code : undefined

/** Composes with handlers that have the shape of fetch. */
export async function answer(request: Request, env: object, ctx: RequestContext): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/img/')) return instance.fetch(request, env, ctx)
  return (pathname === '/small' ? small : signet).fetch(request, env, ctx)
}
