import { byteSource, type PeekableSource } from '../../src/engine/bytes/byte-source.ts'
import { formats } from '../../src/engine/formats/formats.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import { readHeader } from '../../src/engine/formats/read-header.ts'
import { Failure } from '../../src/errors.ts'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { MAX_UPLOAD, type UploadAnswer } from '../protocol.ts'
import { jsonResponse } from './answer.ts'
import { localBucket } from './bucket.ts'
import type { Call } from './call.ts'
import { UPLOADS } from './catalog.ts'
import { uploadName } from './upload-name.ts'

/**
 * Maximum number of bytes that are read to find a picture's header. It is large because a WebP's
 * EXIF block follows its pixels.
 */
const MAX_HEADER = 16 * 1024 * 1024

/** Length of the content's digest in the file name, in characters. */
const MARK = 8

function lengthOf({ headers, body }: Request): number {
  const text = headers.get('content-length') ?? ''
  if (!body || !/^[0-9]+$/.test(text)) throw new Failure('bad-parameter', 'the upload needs a Content-Length')
  const length = Number(text)
  if (length > MAX_UPLOAD)
    throw new Failure(
      'source-too-large',
      `a picture may have at most ${MAX_UPLOAD} bytes, but this one has ${length}: upload a smaller one`,
    )
  return length
}

async function headerOf(input: PeekableSource): Promise<Header> {
  const probed = await readHeader(input, MAX_HEADER)
  if (!probed) throw new Failure('too-large', `the header of the image has more than ${MAX_HEADER} bytes`)
  return probed.header
}

/** Pumps the picture through a stream with a fixed length, because R2 requires a known length. */
function fixedStream(
  input: PeekableSource,
  length: number,
): { readable: ReadableStream; written: Promise<void> } {
  const { readable, writable } = new FixedLengthStream(length)
  async function write(): Promise<void> {
    const writer = writable.getWriter()
    try {
      for await (const piece of input.chunks()) await writer.write(piece.slice())
      await writer.close()
    } catch (error) {
      await writer.abort(error).catch(() => undefined)
      throw error
    }
  }
  return { readable, written: write() }
}

/**
 * Stores a picture in the local bucket. Until its content is known, it is stored under a temporary
 * name.
 * @throws Failure unsupported, corrupt: Signet cannot read the picture; source-too-large;
 * bad-parameter
 */
export async function upload({ request, env, configs }: Call): Promise<Response> {
  const local = localBucket(configs, env)
  if (!local) throw new Failure('bad-parameter', 'no zone has an R2 bucket to store pictures in')
  const name = new URL(request.url).searchParams.get('name') ?? ''
  const length = lengthOf(request)
  const body = request.body ?? new ReadableStream()
  const input = byteSource({ body, size: length, etag: undefined }, MAX_UPLOAD)
  const { bucket, prefix, zone } = local
  const incoming = `${prefix}${UPLOADS}.${crypto.randomUUID()}`
  try {
    const { format } = await headerOf(input)
    const { readable, written } = fixedStream(input, length)
    await Promise.all([bucket.put(incoming, readable), written])
    const stored = await bucket.get(incoming)
    if (!stored) throw new Failure('internal', undefined, 'the upload is not in the bucket')
    const extension = format === 'jpeg' ? 'jpg' : format
    const path = UPLOADS + uploadName(name, stored.etag.slice(0, MARK), extension)
    await bucket.put(prefix + path, stored.body, {
      httpMetadata: { contentType: formats[format].mediaType },
    })
    const answer: UploadAnswer = { path: zone.prefix + encodePath(path) }
    return jsonResponse(answer)
  } finally {
    input.cancel()
    await bucket.delete(incoming)
  }
}
