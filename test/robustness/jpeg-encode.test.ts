import { expect, it } from 'vitest'
import { coefficientsOf } from '../support/jpeg/coefficients.ts'
import { encode, noise, picture } from '../support/jpeg/encode.ts'
import { STATUS } from '../support/jpeg/kernel.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { randomNumbers } from '../support/properties/random.ts'

/** Selects the pictures. `SEED=7 npm run tool robustness` encodes others. */
const SEED = Number(process.env['SEED'] ?? 1)
const PICTURES = 20_000
const PARTS = 8
const SIDE = 50
/** Interval at which the coefficients of both modes are compared. */
const COMPARE_EVERY = 10

/** Properties of a random picture: waves, flat parts and noise with any strength. */
function given(seed: number) {
  const random = randomNumbers(seed)
  return {
    layout: random() % 3,
    width: 1 + (random() % SIDE),
    height: 1 + (random() % SIDE),
    quality: 1 + (random() % 100),
    strength: random() % 4 === 0 ? 255 : random() % 60,
    wave: 2 + (random() % 90),
    flat: random() % SIDE,
  }
}

function paint({ layout, width, height, strength, wave, flat }: ReturnType<typeof given>) {
  const next = noise()
  return picture(layout, width, height, (x, y, c) => {
    if (x < flat && y < flat) return 40 * (c + 1)
    return 128 + 90 * Math.sin((x + 2 * y) / wave + c) + ((next() - 127.5) * strength) / 128
  })
}

async function encodeGuarded(seed: number): Promise<void> {
  const settings = given(seed)
  const name = JSON.stringify({ seed, ...settings })
  const from = paint(settings)
  const { result } = await guarded(async () =>
    [0, 1].map((mode) => encode(from, settings.quality, mode)),
  ).catch((error: unknown) => {
    throw new Error(name, { cause: error })
  })
  const [baseline, progressive] = result
  if (!baseline || !progressive || seed % COMPARE_EVERY !== 0) return
  const decoded = coefficientsOf(progressive)
  expect(decoded.status, name).toBe(STATUS.done)
  expect(decoded.components, name).toEqual(coefficientsOf(baseline).components)
}

it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `encodes ${PICTURES} random pictures as JPEG in both modes without leaving a memory block: part %d of ${PARTS}`,
  async (part) => {
    const first = SEED * PICTURES + ((part - 1) * PICTURES) / PARTS
    for (let seed = first; seed < first + PICTURES / PARTS; seed++) await encodeGuarded(seed)
  },
)
