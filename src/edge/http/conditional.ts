import type { Derivative } from '../cache/derivative.ts'

/** First and last byte of a range, both inclusive. */
export interface Range {
  readonly first: number
  readonly last: number
}

/**
 * Returns `true` if the client's copy is still current. The entity tags in `If-None-Match` are
 * compared weakly (RFC 9110 13.1.2).
 */
export function isFresh(headers: Headers, etag: string | undefined): boolean {
  const wanted = headers.get('if-none-match')
  if (wanted === null || etag === undefined) return false
  const opaque = etag.replace(/^W\//, '')
  return wanted.trim() === '*' || wanted.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque)
}

/**
 * Returns the requested range, or `undefined` if the whole body is to be sent. The whole body is
 * sent if the request has no range, several ranges, an unknown unit or a malformed range (RFC 9110
 * 14.2 lets a server ignore them). It is also sent if `If-Range` does not match (13.1.5).
 */
export function parseRange(
  headers: Headers,
  length: number,
  etag: string | undefined,
): Range | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(headers.get('range')?.trim() ?? '') ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  const condition = headers.get('if-range')
  if (condition !== null && (condition !== etag || etag.startsWith('W/'))) return undefined
  if (from === '') {
    const suffix = Math.min(Number(to), length)
    return suffix === 0 ? 'unsatisfiable' : { first: length - suffix, last: length - 1 }
  }
  const first = Number(from)
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (to !== '' && Number(to) < first) return undefined
  return first >= length ? 'unsatisfiable' : { first, last }
}

/** Returns the bytes in `range` from a body. A stream is not read beyond the range. */
export function slice(body: Derivative['body'], { first, last }: Range): Derivative['body'] {
  if (body instanceof Uint8Array) return body.subarray(first, last + 1)
  let at = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const part = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at))
        at += chunk.length
        if (part.length > 0) controller.enqueue(part)
        if (at > last) controller.terminate()
      },
    }),
  )
}
