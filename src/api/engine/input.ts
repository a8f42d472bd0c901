import { PIECE } from '../../engine/bytes/body-reader.ts'
import { Failure } from '../../errors.ts'
import { readable, shown } from './plain.ts'
import type { Input } from './types.ts'

/** A checked input. */
export interface OpenInput {
  /** Length in bytes, if it is known. */
  readonly size: number | undefined
  /** `true` if the input can be read only once. */
  readonly isOnce: boolean
  /** Opens the input. */
  open(): ReadableStream<Uint8Array>
  /** Cancels an input that can be read only once, if it was not opened. Never fails. */
  cancel(reason: unknown): void
}

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** Returns a stream that delivers the pieces. It holds no copy, and pulls one piece at a time. */
export function streamOf(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const left = pieces[Symbol.iterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = left.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function ofBytes(bytes: Uint8Array): OpenInput {
  return {
    size: bytes.length,
    isOnce: false,
    open: () => streamOf(piecesOf(bytes)),
    cancel: () => undefined,
  }
}

/** Returns a view of a buffer. A detached buffer has none, and a false buffer has none either. */
function bytesOf(buffer: ArrayBufferLike, offset?: number, length?: number): Uint8Array {
  try {
    // `new Uint8Array` would also copy a list of numbers.
    const { buffer: own, byteOffset, byteLength } = new DataView(buffer, offset, length)
    return new Uint8Array(own, byteOffset, byteLength)
  } catch {
    return bad('the buffer of the input is detached: pass bytes that were not transferred')
  }
}

const NO_BLOB = 'the input looks like a Blob, but its stream cannot be read: pass a Blob'

/** Opens the stream of a blob, which may be an object of the same shape. */
function streamOfBlob(blob: Blob): ReadableStream<Uint8Array> {
  return readable('the stream of the input', () => {
    const stream: unknown = blob.stream()
    const isReadable = typeof stream === 'object' && stream !== null && isStream(stream) && !stream.locked
    return isReadable ? stream : bad(NO_BLOB)
  })
}

function ofBlob(blob: Blob): OpenInput {
  const { size } = blob
  if (!Number.isSafeInteger(size) || size < 0)
    bad(`the size of the input must be a whole number, got ${shown(size)}`)
  return { size, isOnce: false, open: () => streamOfBlob(blob), cancel: () => undefined }
}

function ofStream(stream: ReadableStream<Uint8Array>, size?: number): OpenInput {
  if (stream.locked) bad('the stream is locked: pass a stream that nothing reads')
  let isOpen = false
  return {
    size,
    isOnce: true,
    open() {
      isOpen = true
      return stream
    },
    cancel(reason) {
      const cancelling = async () => stream.cancel(reason)
      if (!isOpen) cancelling().catch(() => undefined)
    },
  }
}

/**
 * Returns a body's announced length. A body with a content encoding was decoded since, so its
 * length is unknown.
 */
function announced({ headers }: Response): number | undefined {
  const encoding = headers.get('content-encoding') ?? 'identity'
  const length = headers.get('content-length') ?? ''
  return encoding === 'identity' && /^[0-9]{1,15}$/.test(length) ? Number(length) : undefined
}

function ofResponse(response: Response): OpenInput {
  const { ok, status, body, bodyUsed } = response
  if (!ok) {
    body?.cancel().catch(() => undefined)
    const code = status === 404 || status === 410 ? 'not-found' : 'bad-origin'
    throw new Failure(code, `the response has status ${status}: pass one that is successful`)
  }
  if (bodyUsed) bad('the body of the response was read: pass a fresh response, or its clone')
  if (!body) bad('the response has no body')
  if (!isStream(body)) bad('the body of the response is no stream: pass a Response')
  return ofStream(body, announced(response))
}

const hasMethods = (value: object, ...names: readonly string[]) =>
  names.every((name) => typeof Reflect.get(value, name) === 'function')
const has = (value: object, ...names: readonly string[]) => names.every((name) => name in value)

// Types are recognized by their members: a runtime can have several classes with one name.
const isStream = (value: object): value is ReadableStream<Uint8Array> =>
  has(value, 'getReader', 'locked') && hasMethods(value, 'getReader', 'cancel')
const isBlob = (value: object): value is Blob => has(value, 'stream', 'size', 'slice')
const isResponse = (value: object): value is Response => has(value, 'ok', 'body', 'bodyUsed', 'headers')
const isBuffer = (value: object): value is ArrayBuffer =>
  /^\[object (?:Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))

/** Advice for values that are often passed by mistake. */
function refuseInput(value: unknown): never {
  const accepted = 'a ReadableStream, Uint8Array, ArrayBuffer, Blob or Response'
  if (typeof value === 'string')
    bad(`the input is a text, not ${accepted}: open the file first, in Node with fs.openAsBlob(path)`)
  if (typeof value === 'object' && value !== null) {
    if ('then' in value) bad(`the input is a promise, not ${accepted}: await it first`)
    if ('pipe' in value) bad(`the input is a stream of Node, not ${accepted}: use Readable.toWeb(stream)`)
  }
  return bad(`the input must be ${accepted}`)
}

/**
 * Checks an input. Reads nothing.
 * @throws Failure bad-parameter: another type, or a stream that is locked or was read; bad-origin
 *   or not-found: a response that is not successful
 */
export function openInput(input: Input): OpenInput {
  const given: unknown = input
  if (typeof given !== 'object' || given === null) return refuseInput(given)
  if (ArrayBuffer.isView(given)) return ofBytes(bytesOf(given.buffer, given.byteOffset, given.byteLength))
  if (isStream(given)) return ofStream(given)
  if (isBlob(given)) return ofBlob(given)
  if (isResponse(given)) return ofResponse(given)
  return isBuffer(given) ? ofBytes(bytesOf(given)) : refuseInput(given)
}
