import { sleep } from '../../../abort.ts'
import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { openPieces } from '../../bytes/pieces.ts'
import { BAND, HEADER, JPEG_RGB, UNSUPPORTED } from '../../constants/kernel.ts'
import type { JxlBand, JxlEncoderExports } from '../../wasm/generated/jxl-encoder.ts'
import { upload } from '../../wasm/heap.ts'
import { jxlEncoder } from '../../wasm/jxl-encoder.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { statusesUntilIdle, storedStatuses } from '../jpeg/statuses.ts'
import { type CodestreamColor, transcodeColor } from './transcode-color.ts'
import { type JpegHeader, samplingOf, transcodeObstacle } from './transcode-memory.ts'
import type { Codestream, JpegTranscoder, TranscodeContext } from './transcoder.ts'

/** Number of passes over a JPEG's coefficients. */
const PASSES = 3

/** Scale at which all coefficients are decoded. */
const FULL = 8

/** Pixels in a pass after which other requests in the isolate get a turn, about 10 ms. */
const TURN_PIXELS = 1_048_576

/** Number of lines in a band. */
const BAND_LINES = 256

/**
 * Losslessly transcodes a JPEG to a JPEG XL codestream with the same coefficients. See
 * `JpegTranscoder`.
 */
export async function transcodeJpeg(
  input: ByteSource,
  header: JpegHeader,
  { kernel, byteLength, signal, limit, own }: TranscodeContext,
): Promise<Codestream> {
  const obstacle = transcodeObstacle(header)
  if (obstacle) throw new Failure('unsupported', obstacle)
  const file = await storeFile(kernel, input, byteLength)
  const encoder = jxlEncoder(kernel)
  openEncoder(kernel, encoder, header)
  const sections = openPieces(limit.check, own)
  try {
    const bands = openBands(kernel, file, byteLength, header)
    let worked = 0
    for (let pass = 0; pass < PASSES; pass++) {
      for (const band of bands(pass === 0)) {
        if (pass === 0) setSteps(kernel, encoder, header)
        check(encoder.jxlTranscodeBand(band))
        take(kernel, encoder, sections.add)
        worked += BAND_LINES * header.width
        if (worked < TURN_PIXELS) continue
        worked = 0
        await sleep(0, signal)
      }
      check(encoder.jxlTranscodePass())
      if (pass < PASSES - 1) take(kernel, encoder, sections.add)
    }
    const head = openPieces((length) => limit.check(length + sections.length()))
    take(kernel, encoder, head.add)
    return { head: head.join(), sections }
  } catch (error) {
    sections.drop()
    throw error
  }
}

/** Reads a file into kernel memory. Returns its address. */
async function storeFile(kernel: Kernel, input: ByteSource, byteLength: number): Promise<number> {
  const address = kernel.alloc(byteLength)
  let at = 0
  for await (const piece of input.chunks()) {
    if (at + piece.length > byteLength) break
    view(kernel, address + at, piece.length).set(piece)
    at += piece.length
  }
  if (at !== byteLength)
    throw new Failure('bad-origin', undefined, 'the source has another length than it announced')
  return address
}

/** @throws Failure if the encoder's status is negative */
function check(status: number): void {
  if (status === UNSUPPORTED)
    throw new Failure(
      'unsupported',
      'JPEG XL cannot store the coefficients of this JPEG; ask for another format',
    )
  if (status < 0) throw kernelFailure(status, 'JPEG')
}

function openEncoder(kernel: Kernel, encoder: JxlEncoderExports, header: JpegHeader): void {
  const { width, height, components, orientation, rgb } = header
  const { color, profile }: CodestreamColor = transcodeColor(header)
  const status = encoder.jxlTranscodeOpen({
    width,
    height,
    components,
    sampling: samplingOf(header),
    ycbcr: Number(!rgb),
    orientation,
    color,
    profile: profile ? upload(kernel, ...profile.pieces) : 0,
    profileBytes: profile?.length ?? 0,
  })
  check(status)
}

/**
 * Returns a function that yields all bands in a JPEG. Each call decodes the file again, unless its
 * coefficients are kept.
 * @param file address of the file
 */
function openBands(
  kernel: Kernel,
  file: number,
  byteLength: number,
  header: JpegHeader,
): (isFirst: boolean) => Generator<JxlBand> {
  const checkpoint = kernel.heapCheckpoint()

  function decoded(): Generator<number> {
    kernel.heapRestore(checkpoint)
    kernel.jpegOpen(FULL, FULL)
    kernel.jpegKeepCoefficients()
    return storedStatuses(kernel, file, byteLength)
  }

  return function* (isFirst) {
    const isKept = !isFirst && kernel.jpegRewind() !== 0
    for (const status of isKept ? statusesUntilIdle(kernel, kernel.jpegNext()) : decoded()) {
      if (status === HEADER) assertSame(kernel, header)
      if (status === BAND) yield bandOf(kernel, header.components)
    }
  }
}

function assertSame(kernel: Kernel, header: JpegHeader): void {
  const same = kernel.jpegWidth() === header.width && kernel.jpegHeight() === header.height
  const isRgb = kernel.jpegColor() === JPEG_RGB
  if (!same || kernel.jpegComponents() !== header.components || isRgb !== (header.rgb ?? false))
    throw new Failure('corrupt', 'JPEG: the image contradicts its header; upload the file again')
}

function bandOf(kernel: Kernel, components: number): JxlBand {
  const [second, third] = components === 1 ? [0, 0] : [1, 2]
  return {
    blocks0: kernel.jpegCoefficients(0),
    blocks1: kernel.jpegCoefficients(second),
    blocks2: kernel.jpegCoefficients(third),
    wide0: kernel.jpegBlocksWide(0),
    wide1: kernel.jpegBlocksWide(second),
    wide2: kernel.jpegBlocksWide(third),
    rows0: kernel.jpegBlockRows(0),
    rows1: kernel.jpegBlockRows(second),
    rows2: kernel.jpegBlockRows(third),
  }
}

/** Passes all components' quantization tables to the encoder. */
function setSteps(kernel: Kernel, encoder: JxlEncoderExports, { components }: JpegHeader): void {
  for (let component = 0; component < components; component++)
    check(encoder.jxlTranscodeSteps(component, kernel.jpegQuant(component)))
}

/** Drains the encoder's output queue. */
function take(kernel: Kernel, encoder: JxlEncoderExports, add: (piece: Uint8Array) => void): void {
  for (let bytes = encoder.jxlTranscodeNext(); bytes !== 0; bytes = encoder.jxlTranscodeNext()) {
    check(bytes)
    add(view(kernel, encoder.jxlTranscodeOutput(), bytes))
  }
}

/** The transcoder, which is left out in builds without the JPEG XL encoder. */
export const transcoder: JpegTranscoder = { transcode: transcodeJpeg }
