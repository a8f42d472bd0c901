import { it } from 'vitest'
import { encodePaletteGuarded } from '../support/picture/palettes.ts'

/** Selects the pictures. `SEED=7 npm run tool robustness` encodes others. */
const SEED = Number(process.env['SEED'] ?? 1)
const PICTURES = 20_000
const PARTS = 20

it.each(Array.from({ length: PARTS }, (_, part) => part))(
  `encodes ${PICTURES} gray pictures and palettes in the planned memory: part %d of ${PARTS}`,
  async (part) => {
    const first = SEED * PICTURES + (part * PICTURES) / PARTS
    for (let seed = first; seed < first + PICTURES / PARTS; seed++) await encodePaletteGuarded(seed)
  },
)
