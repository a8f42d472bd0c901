import {
  capacity,
  type EngineLimits,
  type EngineOptions,
  Failure,
  transform,
} from '@owner/signet-worker/engine'
import { defineEventHandler, getRequestHeader, getRequestURL, type H3Event } from 'h3'
import { FetchFailure } from './guarded-fetch'
import { BadModifier, type Modified, readModifiers } from './ipx-modifiers'
import { fromRemote, type LocalSource, type Original } from './ipx-sources'

/** Settings of the handler. */
export interface IpxSettings {
  /** Originals of the app. Without it, only those of `domains` exist. */
  readonly local?: LocalSource
  /** Hosts from which originals may be fetched. */
  readonly domains?: readonly string[]
  /** Seconds for which clients keep an image, if its source says nothing. Default: 300. */
  readonly maxAge?: number
  /** Path below which the handler is. Default: `/_ipx`. */
  readonly base?: string
  /** Limits of the engine. */
  readonly limits?: EngineLimits
}

class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Statuses of failures. All others are 500. */
const STATUS: Readonly<Record<string, number>> = {
  'bad-parameter': 400,
  'source-too-large': 413,
  unsupported: 415,
  corrupt: 422,
  'too-large': 422,
  'over-budget': 422,
  'bad-origin': 502,
  busy: 503,
}

/** Length in bytes that the engine takes by default. */
const MAX_BYTES = 64 * 1024 * 1024

/** Limits that refuse no size. The size of a source is asked with them. */
const NO_LIMITS: EngineLimits = { output_pixels: 2 ** 50, memory: 2 ** 50 }

/** Splits a path into its modifiers and the name of an original. */
function split(path: string, base: string): readonly [modifiers: string, name: string] {
  const below = path.startsWith(`${base}/`) ? path.slice(base.length) : path
  const [, modifiers = '', name = ''] = /^\/([^/]+)\/(.+)$/.exec(below) ?? []
  if (!name) throw new HttpError(400, 'expected a path such as /w_400,f_webp/cats/tom.jpg')
  return [modifiers, decodeURIComponent(name)]
}

const isPlain = (path: string) =>
  !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** Opens the app's or another host's original. */
async function open(name: string, event: H3Event, settings: IpxSettings): Promise<Original> {
  const { local, domains = [], limits } = settings
  const [, protocol, rest = ''] = /^(https?:)\/+(.+)$/i.exec(name) ?? []
  if (protocol) {
    const address = `${protocol}//${rest}`
    if (!URL.canParse(address)) throw new HttpError(400, 'the address of the original is not valid')
    return fromRemote(new URL(address), { domains, bytes: limits?.bytes ?? MAX_BYTES })
  }
  const path = name.replace(/^\/+/, '')
  if (!isPlain(path)) throw new HttpError(400, 'the path of the original must not have empty parts, . or ..')
  const original = await local?.(`/${path}`, event)
  return original ?? Promise.reject(new HttpError(404, 'there is no such image'))
}

/** Shrinks the box of `s_WxH` to the source. It keeps its shape, as in IPX. */
async function fitBox({ options, box }: Modified, { data }: Original): Promise<EngineOptions> {
  if (!box) return options
  const source = await capacity(data, {}, { limits: NO_LIMITS })
  if (!source.fits) return options
  const scale = Math.min(1, source.width / box.width, source.height / box.height)
  const [width, height] = [box.width, box.height].map((side) => Math.max(1, Math.round(side * scale)))
  return { ...options, width, height }
}

async function hashOf(...parts: readonly (string | Uint8Array<ArrayBuffer>)[]): Promise<string> {
  const bytes = await new Blob(parts.flatMap((part) => [part, '\n'])).arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `"${btoa(String.fromCharCode(...digest)).slice(0, 27)}"`
}

async function answer(event: H3Event, settings: IpxSettings): Promise<Response> {
  const { maxAge = 300, base = '/_ipx', limits } = settings
  const { pathname } = getRequestURL(event)
  const [text, name] = split(pathname, base)
  const modified = readModifiers(text)
  const original = await open(name, event, settings)
  const isAuto = modified.options.format === 'auto'
  const accept = isAuto ? (getRequestHeader(event, 'accept') ?? '') : ''
  const age = original.maxAge ?? maxAge
  const headers = new Headers({
    'cache-control': `public, max-age=${age}, s-maxage=${age}`,
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
  if (isAuto) headers.set('vary', 'Accept')
  const known = getRequestHeader(event, 'if-none-match')?.split(/\s*,\s*/) ?? []
  const { version } = original
  const early = version === undefined ? undefined : await hashOf(pathname, accept, version)
  if (early !== undefined && known.includes(early)) {
    headers.set('etag', early)
    return new Response(null, { status: 304, headers })
  }
  const { body, type } = await transform(original.data, await fitBox(modified, original), { accept, limits })
  const etag = early ?? (await hashOf(body))
  headers.set('etag', etag)
  if (known.includes(etag)) return new Response(null, { status: 304, headers })
  headers.set('content-type', type)
  return new Response(event.method === 'HEAD' ? null : body, { headers })
}

/** Returns the status for an error. */
function statusOf(error: unknown): number {
  if (error instanceof HttpError || error instanceof FetchFailure) return error.status
  if (error instanceof BadModifier || error instanceof URIError) return 400
  return error instanceof Failure ? (STATUS[error.code] ?? 500) : 500
}

/**
 * Returns a handler for the URLs of IPX, such as `/_ipx/w_400,f_webp/cats/tom.jpg`. It works in
 * Node and in Workers.
 */
export function ipxHandler(settings: IpxSettings) {
  return defineEventHandler(async (event) => {
    if (event.method !== 'GET' && event.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    try {
      return await answer(event, settings)
    } catch (error) {
      const status = statusOf(error)
      if (status === 500) console.error(error)
      const detail = error instanceof Failure ? (error.detail ?? error.code) : (error as Error).message
      const message = `[${status}] ${status === 500 ? 'the image could not be made' : detail}`
      return Response.json({ error: { message } }, { status, headers: { 'cache-control': 'no-store' } })
    }
  })
}
