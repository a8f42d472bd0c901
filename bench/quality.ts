import sharp from 'sharp'
import { probe } from '../src/engine/formats/probe.ts'
import { openJxl } from '../test/support/jxl/decoder/decode.ts'
import { decodeFile } from './decode.ts'
import { lumaOf, referenceLuma } from './reference.ts'
import { SOURCES, type Source } from './sources.ts'
import { ssim } from './ssim.ts'
import type { Job, Stack } from './stacks/stack.ts'

/** Quality of the picture that a stack made. */
export interface Quality {
  readonly bytes: number
  /** SSIM between the output's luma and the full decode, resampled in double precision. */
  readonly ssim: number
  /** Coding according to the file's header, such as `progressive 4:2:0`. */
  readonly coding: string
}

function codingOf(output: Uint8Array): string {
  const header = probe(output, true)
  if (header?.format === 'jpeg') {
    const [luma] = header.sampling ?? []
    const chroma =
      { '1x1': '4:4:4', '2x1': '4:2:2', '2x2': '4:2:0' }[luma?.join('x') ?? ''] ?? luma?.join('x')
    return `${header.progressive ? 'progressive' : 'baseline'} ${chroma}`
  }
  if (header?.format === 'jxl') {
    const { frame } = openJxl(output)
    return frame.isModular ? 'modular' : `VarDCT, ${frame.transform === 'xyb' ? 'XYB' : 'YCbCr'}`
  }
  const lossless = new TextDecoder('latin1').decode(output.subarray(0, 96)).includes('VP8L')
  return lossless ? 'lossless' : 'lossy'
}

/** Returns the frame count. Signet writes no animated JPEG XL, and sharp reads none. */
async function framesOf(output: Uint8Array): Promise<number> {
  if (probe(output, true)?.format === 'jxl') return 1
  const { pages = 1 } = await sharp(output).metadata()
  return pages
}

/**
 * Assesses a stack's output. For an animation, only the first frame is compared.
 * @throws Error if the picture does not have the requested size, or not all its source's frames
 */
export async function assess(
  output: Uint8Array,
  job: Job,
  light: Stack['light'],
  say: (line: string) => void,
): Promise<Quality> {
  const { data, width, height } = await decodeFile(output)
  if (width !== job.width || height !== job.height) throw new Error(`${job.id}: ${width}x${height}`)
  const { frames = 1 }: Source = SOURCES[job.source]
  const written = await framesOf(output)
  if (written !== frames) throw new Error(`${job.id}: ${written} frames of ${frames}`)
  const reference = await referenceLuma(job, light, say)
  const similarity = ssim(lumaOf(data), reference, job.width, job.height)
  return { bytes: output.length, ssim: similarity, coding: codingOf(output) }
}
