import { expect, it } from 'vitest'
import { encodeJxlLossless } from '../support/jxl/encoder.ts'
import { expectLossless } from '../support/jxl/expect.ts'
import { givenPicture, jxlPicture } from '../support/jxl/pictures.ts'
import { guarded } from '../support/kernel/guarded.ts'

/** Selects the pictures. `SEED=7 npm run tool robustness` encodes others. */
const SEED = Number(process.env['SEED'] ?? 1)
const PICTURES = 2000
const PARTS = 4
const SIDE = 70

async function encodeGuarded(seed: number): Promise<void> {
  const given = givenPicture(seed, SIDE)
  const picture = { ...jxlPicture(given), effort: seed % 2 }
  const { result } = await guarded(() => encodeJxlLossless(picture)).catch((error: unknown) => {
    throw new Error(JSON.stringify(given), { cause: error })
  })
  expectLossless(result, picture)
}

it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `encodes ${PICTURES} random pictures as JPEG XL without leaving a memory block: part %d of ${PARTS}`,
  async (part) => {
    expect.hasAssertions()
    const first = SEED * PICTURES + ((part - 1) * PICTURES) / PARTS
    for (let seed = first; seed < first + PICTURES / PARTS; seed++) await encodeGuarded(seed)
  },
)
