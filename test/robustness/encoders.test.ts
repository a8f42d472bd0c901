import { expect, it } from 'vitest'
import { decodeJxl } from '../support/jxl/decoder/decode.ts'
import { encodeJxlLossy, givenLossy, lossyPicture } from '../support/jxl/lossy.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { givenYuv, pictureYuv } from '../support/picture/yuv.ts'
import { openVp8Encoder } from '../support/webp/vp8-encoder.ts'
import { decodeVp8, VP8_STATUS } from '../support/webp/vp8-kernel.ts'

/** Selects the pictures. `SEED=7 npm run tool robustness` encodes others. */
const SEED = Number(process.env['SEED'] ?? 1)
const PICTURES = 20_000
const PARTS = 8
const SIDE = 50

async function encodeGuarded(seed: number): Promise<void> {
  const given = givenYuv(seed, SIDE)
  const { width, height, quality } = given
  const encode = () => openVp8Encoder(width, height, quality, seed % 2).encode(pictureYuv(given))
  const { result } = await guarded(encode).catch((error: unknown) => {
    throw new Error(JSON.stringify(given), { cause: error })
  })
  expect(decodeVp8(result).status, JSON.stringify(given)).toBe(VP8_STATUS.done)
}

it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `encodes ${PICTURES} random pictures as VP8 without leaving a memory block: part %d of ${PARTS}`,
  async (part) => {
    const first = SEED * PICTURES + ((part - 1) * PICTURES) / PARTS
    for (let seed = first; seed < first + PICTURES / PARTS; seed++) await encodeGuarded(seed)
  },
)

/** Number of pictures for the lossy JPEG XL encoder. */
const LOSSY_PICTURES = 5000

async function encodeLossyGuarded(seed: number): Promise<void> {
  const { quality, ...given } = givenLossy(seed, SIDE)
  const encode = () => encodeJxlLossy(lossyPicture(given), quality)
  const { result } = await guarded(encode).catch((error: unknown) => {
    throw new Error(JSON.stringify({ ...given, quality }), { cause: error })
  })
  const { width, height } = given
  expect(decodeJxl(result), JSON.stringify({ ...given, quality })).toMatchObject({ width, height })
}

it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `encodes ${LOSSY_PICTURES} random pictures as JPEG XL without leaving a memory block: part %d of ${PARTS}`,
  async (part) => {
    const first = SEED * LOSSY_PICTURES + ((part - 1) * LOSSY_PICTURES) / PARTS
    for (let seed = first; seed < first + LOSSY_PICTURES / PARTS; seed++) await encodeLossyGuarded(seed)
  },
)
