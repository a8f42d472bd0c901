import type { H3Event } from 'h3'
import type { Storage } from 'unstorage'
import { guardedFetch, limited } from './guarded-fetch'

/** An original image. */
export interface Original {
  readonly data: Blob | Uint8Array
  /** Text that changes with the content, such as an ETag. */
  readonly version?: string | undefined
  /** Seconds for which the original is fresh. */
  readonly maxAge?: number | undefined
}

/**
 * Opens an original of the app. `undefined` if there is none.
 * @param path plain path such as `/cats/tom.jpg`, without `..`
 */
export type LocalSource = (path: string, event: H3Event) => Promise<Original | undefined>

type ReadableStorage = Pick<Storage, 'getItemRaw' | 'getMeta'>

/** Reads originals from a storage of Nitro, such as `useStorage('assets:server')`. */
export const fromStorage =
  (storage: () => ReadableStorage): LocalSource =>
  async (path) => {
    const key = path.slice(1).replaceAll('/', ':')
    const data: unknown = await storage().getItemRaw(key)
    if (data === null || data === undefined) return undefined
    const { mtime, size } = await storage().getMeta(key)
    const version = mtime ? `${new Date(mtime).getTime()}-${size ?? ''}` : undefined
    return { data: data instanceof Blob ? data : new Uint8Array(data as ArrayBuffer), version }
  }

/** Reads originals from the static files of an app on Cloudflare, by the binding `ASSETS`. */
export const fromAssets: LocalSource = async (path, event) => {
  const { ASSETS } = event.context['cloudflare'].env
  const plain = path.split('/').map(encodeURIComponent).join('/')
  // The binding does not look at the host.
  const response: Response = await ASSETS.fetch(new URL(plain, 'https://assets.local'))
  if (!response.ok) return undefined
  return { data: await response.blob(), version: response.headers.get('etag') ?? undefined }
}

/** Rules for originals of other hosts. */
interface RemoteRules {
  /** Hosts, with the port if it is not the usual one. */
  readonly domains: readonly string[]
  /** Maximum length of an original in bytes. */
  readonly bytes: number
}

const REDIRECTS = 3
const TIMEOUT = 7000

/**
 * Fetches an original from another host.
 * @throws FetchFailure
 */
export async function fromRemote(url: URL, { domains, bytes }: RemoteRules): Promise<Original> {
  const allows = ({ host }: URL) => domains.includes(host)
  const { body, headers } = await guardedFetch(url, { allows, redirects: REDIRECTS, timeout: TIMEOUT })
  const age = /max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1]
  return {
    data: await new Response(body && limited(body, bytes)).blob(),
    version: headers.get('etag') ?? headers.get('last-modified') ?? undefined,
    maxAge: age === undefined ? undefined : Number(age),
  }
}
