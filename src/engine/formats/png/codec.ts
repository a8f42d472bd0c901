import { view } from '../../wasm/kernel.ts'
import { type Decoder, type Encoder, NO_SPREAD } from '../codec.ts'
import { maxPngBytes, pngEncoderMemory, pngReaderMemory, pngWriterMemory } from './memory.ts'
import { readPng } from './reader.ts'
import { writePng } from './writer.ts'

export const decoder: Decoder = {
  needsWholeInput: false,
  decodeScales: [8],
  spread: () => NO_SPREAD,
  memory: pngReaderMemory,
  decode: readPng,
}

/** Maximum width of the rows that the kernel filters. The format itself allows 2^31 − 1. */
const MAX_SIDE = 4_194_304

export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: 100,
  keepsChroma: () => true,
  alpha: true,
  profile: 'any',
  memory: pngWriterMemory,
  maxFile: maxPngBytes,
  kernelMemory: pngEncoderMemory,
  encode({ width, height, planes }, settings, kernel, limit) {
    const data = view(kernel, planes[0]?.address ?? 0, width * height * 4)
    return writePng({ width, height, data }, settings, kernel, limit)
  },
}
