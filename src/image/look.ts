import type { ByteSource } from '../codecs/codec.ts'
import { decoders } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Header } from '../probe/header.ts'
import { probe } from '../probe/probe.ts'
import { byteSource, type PeekableSource } from '../source/byte-source.ts'
import type { Source } from '../source/source.ts'
import type { Timing } from '../timing.ts'
import { assertLimits } from './budget.ts'

/** Most bytes that a header may take: it is held before memory is planned. A WebP's EXIF stands behind its pixels. */
const MAX_HEADER = 16 * 1024 * 1024

/** Most bytes of a source that did not tell how many it has, where they are held before memory is planned. */
const MAX_UNTOLD = 16 * 1024 * 1024

/** A source of which no more than the header was read. */
export interface Image {
  readonly source: Source
  readonly input: PeekableSource
  /** The bytes up to the pixels. */
  readonly head: Uint8Array
  readonly header: Header
}

async function readHeader(input: PeekableSource) {
  for (let wanted = 1; ; ) {
    const head = await input.peek(wanted)
    const header = probe(head, input.complete)
    if (header) return { head, header }
    if (head.length >= MAX_HEADER)
      throw new Failure('too-large', `the header of the image has more than ${MAX_HEADER} bytes`)
    wanted = Math.min(head.length * 2, MAX_HEADER)
  }
}

/**
 * Looks at what a source is.
 * @throws Failure unsupported, corrupt, too-large, and what the source throws
 */
export async function look(source: Source, limits: Limits, timing: Timing): Promise<Image> {
  const input = byteSource(source, limits.bytes)
  try {
    const { head, header } = await timing.stage('probe', () => readHeader(input))
    assertLimits(header, limits)
    return { source, input, head, header }
  } catch (error) {
    input.cancel()
    throw error
  }
}

/** Bytes of what was read to look at an image, which stay until it is finished: the header, and its profile once more. */
export function headerMemory({ head, header: { color } }: Pick<Image, 'head' | 'header'>): number {
  return head.length + (color?.kind === 'icc' ? color.profile.length : 0)
}

/** The image from bytes that are held. */
export function heldSource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  const chunks = async function* () {
    yield bytes
  }
  return { readAll: async () => bytes, chunks }
}

/**
 * The source with its length, where memory depends on it: a codec outside the kernel holds all of its input, so that a
 * source which did not tell its length is read first.
 * @throws Failure source-too-large, and what the source throws
 */
export async function measured({
  source: { size },
  input,
  header,
}: Image): Promise<{ input: ByteSource; size: number }> {
  if (size !== undefined || !decoders[header.format].foreign) return { input, size: size ?? 0 }
  if ((await input.peek(MAX_UNTOLD + 1)).length > MAX_UNTOLD)
    throw new Failure(
      'source-too-large',
      `its length was not told: at most ${MAX_UNTOLD} bytes are read then`,
    )
  const bytes = await input.readAll()
  return { input: heldSource(bytes), size: bytes.length }
}
