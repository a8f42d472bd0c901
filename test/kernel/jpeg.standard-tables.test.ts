import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isStrippedJpeg } from '../../src/engine/formats/jpeg/stripped.ts'
import { decode, EIGHTHS, STATUS } from '../support/jpeg/kernel.ts'
import { scene } from '../support/picture/scene.ts'

const DHT = 0xc4

/** Removes all DHT segments, as frames of Motion JPEG lack them. */
function withoutTables(file: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = []
  let from = 0
  for (let at = file.indexOf(0xff); at >= 0; at = file.indexOf(0xff, at + 1)) {
    if (file[at + 1] !== DHT) continue
    kept.push(file.subarray(from, at))
    from = at + 2 + (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0)
    at = from - 1
  }
  return new Uint8Array(Buffer.concat([...kept, file.subarray(from)]))
}

async function picture(chromaSubsampling: string, optimizeCoding: boolean): Promise<Uint8Array> {
  const { data, width, height } = scene(203, 131)
  return sharp(data, { raw: { width, height, channels: 4 } })
    .jpeg({ quality: 88, chromaSubsampling, optimizeCoding })
    .toBuffer()
}

describe('a JPEG without Huffman tables', () => {
  it.each(['4:4:4', '4:2:0'])('is decoded with the standard tables, as in sharp: %s', async (subsampling) => {
    const whole = await picture(subsampling, false)
    const file = withoutTables(whole)
    expect(file.length).toBeLessThan(whole.length - 400)
    for (const eighths of EIGHTHS) {
      const found = decode(file, eighths)
      expect(found.status).toBe(STATUS.done)
      expect(found.planes).toEqual(decode(whole, eighths).planes)
    }
    expect(await sharp(file).raw().toBuffer()).toEqual(await sharp(whole).raw().toBuffer())
  })

  it('is not delivered as it is, because some viewers need the tables', async () => {
    const whole = await sharp(await picture('4:2:0', false))
      .jpeg({ optimizeCoding: false })
      .toBuffer()
    expect(isStrippedJpeg(whole)).toBe(true)
    expect(isStrippedJpeg(withoutTables(whole))).toBe(false)
  })
})
