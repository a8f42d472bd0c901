import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pebbles } from '../../samples/pebbles.ts'
import { convert, encode, growingNoise, noise, picture } from '../support/jpeg/encode.ts'
import { decodeInBrowser } from './image-decoder.ts'
import { launchBrowser, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

const LAYOUTS = [0, 1, 2]
const QUALITIES = [1, 30, 60, 82, 90, 95, 100]
const SIDES = [1, 7, 16, 33, 150]

it.skipIf(!usable)('Chromium decodes progressive JPEGs to the pixels of baseline JPEGs', async () => {
  const next = noise()
  const pictures = LAYOUTS.flatMap((layout) => [
    convert(pebbles(301, 175), layout),
    growingNoise(layout),
    ...SIDES.map((side) =>
      picture(layout, side, 200 - side, (x, y, c) => 2 * x + y + 40 * c + (next() % 30)),
    ),
  ])
  const cases = pictures.flatMap((from) => QUALITIES.map((quality) => ({ from, quality })))
  const [baseline = [], progressive = []] = await Promise.all(
    [0, 1].map((mode) =>
      decodeInBrowser(
        browser,
        'image/jpeg',
        cases.map(({ from, quality }) => encode(from, quality, mode)),
      ),
    ),
  )
  expect(progressive).toHaveLength(cases.length)
  for (const [at, { from, quality }] of cases.entries()) {
    const { format, data } = progressive[at] ?? {}
    const name = `layout ${from.layout}, ${from.planes[0]?.width} wide, quality ${quality}`
    expect({ name, format, isEqual: data === baseline[at]?.data }).toEqual({
      name,
      format: expect.stringMatching(/^(I4|BGR|RGB)/),
      isEqual: true,
    })
  }
})
