import { expect } from 'vitest'
import { type DecodedJxl, decodeJxl, interleave } from './decoder/decode.ts'
import type { LosslessPicture } from './encoder.ts'
import { samplesOf } from './pictures.ts'

/**
 * Expects a codestream to have exactly the samples of a picture. Gray has one color, and opaque
 * pictures have no alpha.
 * @returns the decoded codestream
 */
export function expectLossless(file: Uint8Array, picture: LosslessPicture): DecodedJxl {
  const { width, height, bits = 8 } = picture
  const decoded = decodeJxl(file)
  const { planes, header, sections } = decoded
  expect(header).toMatchObject({ width, height, xyb: false, depth: { bits, exponentBits: 0 } })
  const hasAlpha = header.extra.length > 0
  const colors = planes.length - Number(hasAlpha)
  const found = interleave(decoded, bits)
  const wanted = samplesOf(picture)
  const opaque = 2 ** bits - 1
  let differences = 0
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      const plane = channel < 3 ? Math.min(channel, colors - 1) : planes.length - 1
      const sample = channel === 3 && !hasAlpha ? opaque : found[pixel * planes.length + plane]
      if (sample !== wanted[pixel * 4 + channel]) differences++
    }
  }
  expect(differences).toBe(0)
  for (const { bits, size } of sections) expect(bits).toBeLessThanOrEqual(size)
  return decoded
}
