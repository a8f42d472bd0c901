import { expect, it } from 'vitest'
import { encodePaletteGuarded } from '../../support/picture/palettes.ts'
import { runs } from '../../support/properties/runs.ts'

/** Number of pictures. `npm run tool robustness` encodes 20,000. */
const PICTURES = runs(400)

it('encodes gray pictures and palettes without leaving a memory block', async () => {
  expect.hasAssertions()
  for (let seed = 0; seed < PICTURES; seed++) await encodePaletteGuarded(seed)
})
