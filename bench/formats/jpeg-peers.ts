import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import encodeMozjpeg, { init } from '@jsquash/jpeg/encode.js'
import { runProgram } from '../../cli/run-program.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { opaque, portablePixmap } from './portable-pixmap.ts'

/** A JPEG's chroma subsampling. */
export type Subsampling = '420' | '444'

const ENCODER = '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'

let isStarted = false

/** Encodes a picture with mozjpeg, in progressive order with trellis quantization, at 4:2:0. */
export async function encodeByMozjpeg({ data, width, height }: Frame, quality: number): Promise<Uint8Array> {
  if (!isStarted) await init({ wasmBinary: await readFile(createRequire(import.meta.url).resolve(ENCODER)) })
  isStarted = true
  const pixels = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' as const }
  return new Uint8Array(await encodeMozjpeg(pixels, { quality, auto_subsample: false, chroma_subsample: 2 }))
}

/** Program for jpegli's encoder. Debian's package `libjxl-tools` does not contain it. */
export const JPEGLI_ENCODER = 'cjpegli'

/**
 * Encodes a picture with jpegli, in progressive order.
 * @param program name or path of jpegli's encoder
 * @throws Error if the program is not installed or fails
 */
export async function encodeByJpegli(
  frame: Frame,
  quality: number,
  subsampling: Subsampling,
  program = JPEGLI_ENCODER,
): Promise<Uint8Array> {
  const args = ['-', '-', '--quiet', '-q', `${quality}`, '--chroma_subsampling', subsampling]
  const file = await runProgram(program, args, portablePixmap(opaque(frame)))
  if (!file?.length) throw new Error(`${program} made no file`)
  return file
}
