import { meter } from '../../engine/bytes/meter.ts'
import { Failure } from '../../errors.ts'
import { FOREVER } from './cache-control.ts'
import type { Deadline } from './deadline.ts'
import { imageOf, remaining } from './http.ts'
import { limitedBody } from './limited-body.ts'
import type { SourceAnswer, SourceResult } from './own-source.ts'
import { type Source, unchanged, type Validators } from './source.ts'

/** Maximum characters in a validator. Caches store validators in a header. */
const MAX_VALIDATOR = 1024

const DATE = `modified must be a date, or a text of 1 to ${MAX_VALIDATOR} characters`

/** Cancels the body of an answer that is not used. Never fails. */
export function discard(answer: SourceResult): void {
  try {
    const body = answer?.body
    if (body instanceof ReadableStream && !body.locked) body.cancel().catch(() => undefined)
  } catch {}
}

/**
 * Checks the answer of a source that is defined in code, and returns its image.
 * @param name source name, for messages
 * @param known validators that the source was given
 * @throws Failure not-found, bad-origin, source-too-large
 */
export function readAnswer(
  name: string,
  answer: SourceResult,
  known: Validators | undefined,
  maxBytes: number,
  clock: Deadline,
): Source {
  if (answer === null || answer === undefined)
    throw new Failure('not-found', undefined, undefined, { source: 'gone' })
  const refuse = (what: string): never => {
    throw new Failure('bad-origin', undefined, `the source ${name}: ${what}`)
  }
  if (typeof answer !== 'object') return refuse('the answer must be an object with a body')
  if (answer instanceof Response) {
    if (answer.status === 304 && known) return unchanged(known, remaining(answer.headers))
    return imageOf(answer, maxBytes, clock)
  }
  const { etag, maxAge } = answer
  if (etag !== undefined && (typeof etag !== 'string' || etag === '' || etag.length > MAX_VALIDATOR))
    refuse(`etag must be a text of 1 to ${MAX_VALIDATOR} characters`)
  if (maxAge !== undefined && !(Number.isFinite(maxAge) && maxAge >= 0))
    refuse('maxAge must be a number of seconds')
  const modified = dateOf(answer.modified) ?? (answer.modified === undefined ? undefined : refuse(DATE))
  const seconds = maxAge === undefined ? undefined : Math.min(Math.floor(maxAge), FOREVER)
  if (answer.unchanged === true) {
    if (!known) refuse('it says unchanged, but was not given validators')
    discard(answer)
    return unchanged(known ?? { etag: undefined }, seconds)
  }
  const { size: announced } = answer
  if (announced !== undefined && !(Number.isSafeInteger(announced) && announced >= 0))
    refuse('size must be a whole number of bytes')
  const { body, size } = bodyOf(answer) ?? refuse('it sends no body')
  if (announced !== undefined && announced !== size)
    refuse(`the body has ${size} bytes, but size is ${announced}`)
  const count = meter(size, maxBytes)
  count.add(0, false)
  return { body: limitedBody(body, count, clock), size, etag, modified, maxAge: seconds }
}

function dateOf(modified: SourceAnswer['modified']): string | undefined {
  if (modified instanceof Date) return Number.isNaN(modified.getTime()) ? undefined : modified.toUTCString()
  return typeof modified === 'string' && modified !== '' && modified.length <= MAX_VALIDATOR
    ? modified
    : undefined
}

/**
 * Returns the body of an answer as a stream, and its length if it is known. Returns `undefined` if
 * the answer has no body that can be read.
 */
function bodyOf({
  body,
  size,
}: SourceAnswer):
  | { readonly body: ReadableStream<Uint8Array>; readonly size: number | undefined }
  | undefined {
  if (body instanceof ReadableStream) return body.locked ? undefined : { body, size }
  if (body instanceof Blob) return { body: body.stream(), size: body.size }
  if (body instanceof Uint8Array) return { body: streamOf(body), size: body.length }
  return body instanceof ArrayBuffer
    ? { body: streamOf(new Uint8Array(body)), size: body.byteLength }
    : undefined
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
