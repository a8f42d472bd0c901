import type { ByteSource } from '../codecs/codec.ts'
import { decoders } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Header } from '../probe/header.ts'
import { probe } from '../probe/probe.ts'
import { byteSource, type PeekableSource } from '../source/byte-source.ts'
import type { Source } from '../source/source.ts'
import type { Timing } from '../timing.ts'
import type { Intent } from '../url/intent.ts'
import type { Admission } from './admission.ts'
import { assertLimits, type Decodable, makePlan } from './plan.ts'
import { run } from './run.ts'

/** What a transform may use. */
export interface Means {
  readonly limits: Limits
  readonly admission: Admission
  readonly timing: Timing
  readonly signal: AbortSignal
}

export interface Transformed {
  readonly body: Uint8Array<ArrayBuffer>
  readonly length: number
  /** Media type. */
  readonly type: string
  readonly processed: 1
  /** Size, dimensions and format of the output, for `x-ip-info`. */
  readonly info: string
}

/** Most bytes that a header may take: it is held before memory is planned. A WebP's EXIF stands behind its pixels. */
const MAX_HEADER = 16 * 1024 * 1024

/** Reads no more of the source than its header takes. */
async function readHeader(input: PeekableSource): Promise<Header> {
  for (let wanted = 1; ; ) {
    const head = await input.peek(wanted)
    const header = probe(head, input.complete)
    if (header) return header
    if (head.length >= MAX_HEADER)
      throw new Failure('too-large', `the header of the image has more than ${MAX_HEADER} bytes`)
    wanted = Math.min(head.length * 2, MAX_HEADER)
  }
}

/**
 * The source with its length, where memory depends on it: a codec outside the kernel holds all of its input, so that a
 * source which did not tell its length is read first.
 */
async function measured(
  input: PeekableSource,
  size: number | undefined,
  header: Decodable,
): Promise<{ input: ByteSource; size: number }> {
  if (size !== undefined || !decoders[header.format].foreign) return { input, size: size ?? 0 }
  const bytes = await input.readAll()
  const chunks = async function* () {
    yield bytes
  }
  return { input: { readAll: async () => bytes, chunks }, size: bytes.length }
}

/**
 * The image stage: probe, plan, admission, pixels.
 * @throws Failure of every kind that a source, a probe, a plan or a codec has
 */
export async function transform(source: Source, intent: Intent, means: Means): Promise<Transformed> {
  const { limits, admission, timing, signal } = means
  const input = byteSource(source, limits.bytes)
  try {
    const header = await timing.stage('probe', () => readHeader(input))
    assertLimits(header, limits)
    const { input: bytes, size } = await timing.stage('source', () => measured(input, source.size, header))
    const plan = makePlan(header, intent, size, limits)
    const body = await admission.admit(plan.memory, () => run(plan, bytes, header, { timing, signal }))
    const { format, output } = plan
    const info = `osz=${body.length}; odim=${output.width}x${output.height}; ofmt=${format}`
    return { body, length: body.length, type: `image/${format}`, processed: 1, info }
  } catch (error) {
    input.cancel()
    throw error
  }
}
