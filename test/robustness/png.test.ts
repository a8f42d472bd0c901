import { expect, it } from 'vitest'
import { decoder } from '../../src/engine/formats/png/codec.ts'
import { writePng } from '../../src/engine/formats/png/writer.ts'
import { openKernel, view } from '../../src/engine/wasm/kernel.ts'
import { decodeWhole } from '../support/engine/decode-whole.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { randomNumbers } from '../support/properties/random.ts'

/** Selects the pictures. `SEED=7 npm run tool robustness` encodes others. */
const SEED = Number(process.env['SEED'] ?? 1)
const PICTURES = 8000
const PARTS = 8
const SIDE = 70

/** Makes a picture with random shape, noise and transparency, and settings for it. */
function given(seed: number) {
  const random = randomNumbers(seed)
  const [width, height, noise, step] = [1 + (random() % SIDE), 1 + (random() % SIDE), random(), random()]
  const settings = {
    colors: seed % 3 === 0 ? undefined : 2 + (random() % 255),
    dither: random() % 4 > 0,
    alpha: random() % 2 > 0,
    adaptive: random() % 4 === 0,
    compression: random() % 7,
  }
  const mask = (0xff << (step % 8)) & 0xff
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
    const smooth = ((at >> 2) % width) * 3 + (at % 4) * 40
    return (smooth + (random() % (1 + (noise & 127)))) & mask
  })
  return { width, height, data, settings }
}

async function encodeGuarded(seed: number): Promise<void> {
  const { width, height, data, settings } = given(seed)
  const name = JSON.stringify({ seed, width, height, ...settings })
  const encode = () => {
    const kernel = openKernel()
    const resident = view(kernel, kernel.alloc(data.length), data.length)
    resident.set(data)
    return writePng({ width, height, data: resident }, settings, kernel)
  }
  const { result } = await guarded(encode).catch((error: unknown) => {
    throw new Error(name, { cause: error })
  })
  const shown = await decodeWhole(decoder, result)
  const colors = new Set(new Uint32Array(shown.data.slice().buffer))
  if (settings.colors !== undefined) expect(colors.size, name).toBeLessThanOrEqual(settings.colors)
  else {
    const expected = settings.alpha ? data : data.map((level, at) => (at % 4 === 3 ? 255 : level))
    expect(Buffer.compare(shown.data, expected), name).toBe(0)
  }
}

it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `encodes ${PICTURES} random pictures as PNG without leaving a memory block: part %d of ${PARTS}`,
  async (part) => {
    const first = SEED * PICTURES + ((part - 1) * PICTURES) / PARTS
    for (let seed = first; seed < first + PICTURES / PARTS; seed++) await encodeGuarded(seed)
  },
)
