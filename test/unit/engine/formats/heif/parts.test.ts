import { expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import { ALPHA_URN, type HeicParts, heic, hevcPicture } from '../../../../support/heic/writer.ts'
import { failure } from '../../../../support/process/failure.ts'

const { clap } = heifProperty
const image = hevcPicture(48, 32)
const gray = hevcPicture(48, 32, { chroma: 0 })

/**
 * Replaces an item by a derived item (`iden`) with an aperture, whose source is the original item.
 */
const shownByAnother =
  (id: number) =>
  ({ items, references, primary }: HeicParts): HeicParts => {
    const area = clap([8, 1, 8, 1, 0, 1, 0, 1])
    const source = items.find((item) => item.id === id)
    if (!source) throw new Error(`no item ${id}`)
    const other = items.length + 1
    const hidden = { ...source, properties: [...(source.properties ?? []), area] }
    return {
      items: [
        ...items.map((item) => (item === source ? hidden : item)),
        { ...source, id: other, type: 'iden', data: Uint8Array.of(1) },
      ],
      references: [
        { type: 'dimg', from: other, to: [id] },
        ...references.map((it) => ({
          ...it,
          from: it.type === 'auxl' && it.from === id ? other : it.from,
          to: it.to.map((to) => (it.type === 'dimg' && to === id ? other : to)),
        })),
      ],
      primary,
    }
  }

const refusal = (what: string) =>
  failure('unsupported', `HEIC: ${what} are not supported; save the image as a still HEIC`)

test('refuses tiles that are derived items', () => {
  const file = heic({ image: { ...image, tile: { width: 16, height: 16 } }, edit: shownByAnother(2) })
  expect(() => probe(file, true)).toThrow(refusal('tiles of type "iden"'))
})

test('refuses alpha planes that are derived items', () => {
  const file = heic({ image, auxiliary: { [ALPHA_URN]: gray }, edit: shownByAnother(2) })
  expect(() => probe(file, true)).toThrow(refusal('items of type "iden"'))
})

/** An aperture of 20 × 10 from (10, 5) on. */
const area = clap([20, 1, 10, 1, -4, 1, -6, 1])
const larger = clap([24, 1, 12, 1, -4, 1, -6, 1])
const own = 'alpha planes with apertures (clap) of their own'

test.each([
  ['the aperture of its picture', [area], [area]],
  ['an aperture around that of its picture', [area], [larger]],
  ['no aperture, where its picture has one', [area], []],
])('accepts an alpha plane with %s', (_, properties, planeProperties) => {
  const auxiliary = { [ALPHA_URN]: { ...gray, properties: planeProperties } }
  const header = probe(heic({ image: { ...image, properties }, auxiliary }), true)
  expect(header).toMatchObject({ alpha: true, width: 20, height: 10, coded: { x: 10, y: 5 } })
})

test.each([
  ['an aperture, where its picture has none', gray, [], [area]],
  ['an aperture within that of its picture', gray, [larger], [area]],
  ['an aperture and another size', hevcPicture(96, 64, { chroma: 0 }), [area], [larger]],
])('refuses an alpha plane with %s', (_, plane, properties, planeProperties) => {
  const auxiliary = { [ALPHA_URN]: { ...plane, properties: planeProperties } }
  const file = heic({ image: { ...image, properties }, auxiliary })
  expect(() => probe(file, true)).toThrow(refusal(own))
})
