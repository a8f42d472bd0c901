import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { fileLimit } from '../../../../../src/engine/formats/file-limit.ts'
import { encoder } from '../../../../../src/engine/formats/jpeg/encoder.ts'
import type { Picture } from '../../../../../src/engine/picture/picture.ts'
import { upload } from '../../../../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { failure } from '../../../../support/process/failure.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

const SIDE = 800
/** Block row with one coefficient, 255 at this quality: a 0xff byte if it is aligned. */
const WAVE = [255, 0, 0, 255, 255, 0, 0, 255]
const SETTINGS_97 = { ...SETTINGS, quality: 97 }

/** Returns a gray picture with waves. Flat blocks between them change the codes' alignment. */
function waves(): Uint8Array {
  const random = randomNumbers(5)
  const flat = Array.from({ length: (SIDE / 8) ** 2 }, () => random() % 7 === 0)
  return Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)]
    return flat[(y >> 3) * (SIDE / 8) + (x >> 3)] ? 128 : (WAVE[x & 7] ?? 0)
  })
}

const gray = (kernel: Kernel, samples: Uint8Array): Picture => ({
  width: SIDE,
  height: SIDE,
  layout: 'gray',
  planes: [{ width: SIDE, height: SIDE, address: upload(kernel, samples) }],
})

async function encode(samples: Uint8Array, maxFile?: number) {
  const kernel = openKernel()
  const limit = maxFile === undefined ? [] : [fileLimit(maxFile, 'image', 'less')]
  const picture = gray(kernel, samples)
  const file = await encoder.encode(picture, SETTINGS_97, kernel, ...limit)
  kernel.encodePlanes(picture.planes[0]?.address ?? 0, SIDE, 0, 0, 0)
  return { file, counted: kernel.encodeLength() }
}

describe('a JPEG with many bytes of 0xff', () => {
  it('is written again, to a buffer of its length', async () => {
    const samples = waves()
    const { file, counted } = await encode(samples)
    // The first buffer is too short for it.
    expect(file.length).toBeGreaterThan(counted + 1500)
    expect(file.buffer.byteLength).toBe(file.length)
    const shown = await sharp(file).toColourspace('b-w').raw().toBuffer()
    const differences = samples.map((level, at) => Math.abs(level - (shown[at] ?? 0)))
    expect(Math.max(...differences.subarray(0, 50_000))).toBeLessThan(4)
    expect(Math.max(...differences.subarray(-50_000))).toBeLessThan(4)
  })

  it('is refused if it is too long with the zeros after them', async () => {
    const { file } = await encode(waves())
    await expect(encode(waves(), file.length - 1)).rejects.toEqual(failure('over-budget'))
    expect((await encode(waves(), file.length)).file).toEqual(file)
  })
})

describe('the counted length of a JPEG', () => {
  it('is its length without zeros after bytes of 0xff', async () => {
    const random = randomNumbers(3)
    const { file, counted } = await encode(Uint8Array.from({ length: SIDE * SIDE }, () => random() & 255))
    const scan = file.subarray(file.findIndex((byte, at) => byte === 0xff && file[at + 1] === 0xda))
    const stuffed = scan.filter((byte, at) => byte === 0 && scan[at - 1] === 0xff).length
    expect(stuffed).toBeGreaterThan(100)
    expect(counted).toBe(file.length - stuffed)
  })
})
