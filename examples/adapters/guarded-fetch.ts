/** Rules for downloads from other hosts. */
export interface FetchRules {
  /** Returns `true` if a URL may be fetched. It is asked again for the target of each redirect. */
  allows(url: URL): boolean
  /** Maximum number of redirects. */
  readonly redirects: number
  /** Maximum milliseconds of the whole download. */
  readonly timeout: number
}

/** Reason why a file was not fetched, with the status for the client. */
export class FetchFailure extends Error {
  readonly code: 'not-allowed' | 'redirects' | 'timeout' | 'status' | 'network'
  readonly status: number

  constructor(code: FetchFailure['code'], status: number) {
    super(`the image could not be fetched: ${code}`)
    this.code = code
    this.status = status
  }
}

const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/

/**
 * Returns `true` if a host has a name in the public DNS. An address in numbers has none, private or
 * not. `new URL` has already written every form of an IPv4 address in decimals.
 */
export function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  return name.includes('.') && !name.startsWith('[') && !/\.\d+$/.test(name) && !LOCAL_NAME.test(name)
}

const isWeb = ({ protocol }: URL) => protocol === 'https:' || protocol === 'http:'

/**
 * Fetches a file from another host. Sends no cookies, and follows only allowed redirects.
 * @throws FetchFailure
 */
export async function guardedFetch(address: URL, rules: FetchRules): Promise<Response> {
  const signal = AbortSignal.timeout(rules.timeout)
  let url = address
  for (let left = rules.redirects; ; left--) {
    if (!isWeb(url) || url.username !== '' || !rules.allows(url)) throw new FetchFailure('not-allowed', 400)
    const response = await fetch(url, { redirect: 'manual', signal }).catch(() => {
      throw signal.aborted ? new FetchFailure('timeout', 504) : new FetchFailure('network', 502)
    })
    if (response.ok && response.body) return response
    await response.body?.cancel()
    const location = response.status < 400 ? response.headers.get('location') : null
    if (location === null || !URL.canParse(location, url))
      throw new FetchFailure('status', response.status >= 400 ? response.status : 502)
    if (left === 0) throw new FetchFailure('redirects', 508)
    url = new URL(location, url)
  }
}

/** Returns a stream that fails if it has more bytes than the limit. */
export function limited(body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let length = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length
      if (length > limit) controller.error(new RangeError(`the image has more than ${limit} bytes`))
      else controller.enqueue(chunk)
    },
  })
  return body.pipeThrough(counter)
}
