import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { Failure } from '../../../../src/errors.ts'
import { avifFile, gridData, sized } from '../../../support/avif/items.ts'
import { ALPHA_URN, box } from '../../../support/avif/writer.ts'
import { join } from '../../../support/bytes/image-writers.ts'
import { toneMapData } from '../../../support/gain-map/tone-map.ts'
import { TONE_MAPPED } from '../../../support/gain-map/tone-mapped-avif.ts'
import {
  AV1_MAPS,
  foundGainMap,
  toneMapped,
  toneMappedHeic,
} from '../../../support/gain-map/tone-mapped-files.ts'
import { ISO_GAIN, isoGain } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { heifProperty } from '../../../support/heic/heif-file.ts'
import type { HeicParts } from '../../../support/heic/writer.ts'
import { mutations, truncations } from '../../../support/hostile/mutations.ts'
import { failure } from '../../../support/process/failure.ts'

const { '4:0:0': GRAY } = AV1_MAPS

describe('a damaged or unusual tone map', () => {
  const whole = toneMapData()
  const changed = (at: number, value: number) => whole.map((byte, index) => (index === at ? value : byte))
  const data: Readonly<Record<string, Uint8Array>> = {
    'of no bytes': new Uint8Array(0),
    'of a version alone': whole.subarray(0, 1),
    'cut within the versions': whole.subarray(0, 4),
    'cut within the fractions': whole.subarray(0, -1),
    'with more than its version has': join(whole, 0),
    'without a version of its own': isoGain(ISO_GAIN),
    'of an unknown version': changed(0, 1),
    'of an unknown minimum version': changed(2, 1),
    'of three channels of which there is one': changed(5, 0xc0),
    'with a denominator of 0': whole.map((byte, index) => (index >= 10 && index < 14 ? 0 : byte)),
    'of a kilobyte': join(whole, new Uint8Array(1024)),
  }
  test.each(Object.entries(data))('leads to no gain map: %s', (_, bytes) => {
    expect(foundGainMap(toneMappedHeic({ data: bytes }))).toBeUndefined()
    expect(foundGainMap(toneMapped({ data: bytes }))).toBeUndefined()
  })

  const { base, map, toneMap } = TONE_MAPPED
  test.each<[string, readonly number[]]>([
    ['without inputs', []],
    ['with only its base', [base]],
    ['with only a map', [map]],
    ['with its base twice', [base, base]],
    ['with its inputs exchanged', [map, base]],
    ['with two maps', [base, map, map]],
    ['with a missing base', [99, map]],
    ['with itself as base', [toneMap, map]],
  ])('leads to no gain map: %s', (_, inputs) => {
    const file = toneMapped({ inputs })
    expect(probe(file, true)).not.toHaveProperty('gainMap')
    expect(foundGainMap(file)).toBeUndefined()
  })

  /** Returns a file with changed items or references. */
  const edited = (edit: (parts: HeicParts) => Partial<HeicParts>) =>
    toneMappedHeic({}, { edit: (parts) => ({ ...parts, ...edit(parts) }) })
  const retyped = (type: string, data = gridData(1, 1, 24, 16), tile = 2) =>
    edited(({ items, references }) => ({
      items: items.map((item) => (item.id === 2 ? { ...item, type, data } : item)),
      references: [...references, { type: 'dimg', from: 2, to: [tile] }],
    }))
  test.each<[string, Uint8Array<ArrayBuffer>, Failure['code']]>([
    ['whose map is absent', toneMapped({ inputs: [base, 99] }), 'corrupt'],
    ['whose map is itself', toneMapped({ inputs: [base, toneMap] }), 'unsupported'],
    ['whose map is another tone map', retyped('tmap'), 'unsupported'],
    ['whose map is a grid of a tile that is absent', retyped('grid', undefined, 99), 'corrupt'],
    [
      'whose map is a grid of four tiles of which there is one',
      retyped('grid', gridData(2, 2, 24, 16), 1),
      'corrupt',
    ],
    ['whose map is of another codec', retyped('jpeg'), 'unsupported'],
    [
      'that lies beyond the file',
      toneMappedHeic({}, { locate: (it) => (it.item === 3 ? { ...it, offset: 0x7ffffff0 } : it) }),
      'corrupt',
    ],
    [
      'with a property that must be known',
      avifFile({
        items: [
          { id: 1, data: GRAY.data, properties: sized(128, 96, GRAY) },
          { id: 2, data: GRAY.data, properties: sized(64, 48, GRAY) },
          { id: 3, type: 'tmap', data: whole, properties: [box('what', [])], essential: true },
        ],
        references: [{ type: 'dimg', from: 3, to: [1, 2] }],
      }),
      'unsupported',
    ],
  ])('is refused: %s', (_, file, code) => {
    expect(() => foundGainMap(file)).toThrow(failure(code))
  })

  test('leads to no gain map without map data, or with a profile of a megabyte', () => {
    expect(
      foundGainMap(toneMappedHeic({}, { locate: (it) => (it.item === 2 ? { ...it, length: 0 } : it) })),
    ).toBeUndefined()
    const properties = [heifProperty.profile(new Uint8Array(2 ** 20))]
    expect(foundGainMap(toneMappedHeic({ properties }))).toBeUndefined()
  })

  test('leads to no gain map if its base is not the primary item', () => {
    const other = edited(({ items, references }) => ({
      items: [...items, { id: 9, type: 'hvc1', data: new Uint8Array(9) }],
      references: references.map((it) => ({ ...it, to: [9, 2] })),
    }))
    expect(probe(other, true)).not.toHaveProperty('gainMap')
  })
})

test('refuses a grid that is its own only tile', () => {
  const file = toneMappedHeic(
    {},
    {
      edit: ({ items, references, primary }) => ({
        primary,
        items: items.map((item) =>
          item.id === 2 ? { ...item, type: 'grid', data: gridData(1, 1, 24, 16) } : item,
        ),
        references: [...references, { type: 'dimg', from: 2, to: [2] }],
      }),
    },
  )
  const detail = 'HEIC: tiles of type "grid" are not supported; save the image as a still HEIC'
  expect(() => foundGainMap(file)).toThrow(failure('unsupported', detail))
})

describe('a tone map as the primary item', () => {
  const primary = toneMappedHeic({}, { edit: (parts) => ({ ...parts, primary: 3 }) })
  test.each([
    ['HEIC', primary],
    ['AVIF', toneMapped({ primary: TONE_MAPPED.toneMap })],
  ])('is refused: %s', (name, file) => {
    const detail = `${name}: items of type "tmap" are not supported; save the image as a still ${name}`
    expect(() => probe(file, true)).toThrow(failure('unsupported', detail))
  })
})

test('reports an alpha plane of the gain map', () => {
  const properties = [heifProperty.ispe(24, 16), heifProperty.auxC(ALPHA_URN)]
  const parts = toneMappedHeic(
    {},
    {
      edit: ({ items, references, primary }) => ({
        primary,
        items: [...items, ...items.slice(1, 2).map((item) => ({ ...item, id: 9, properties }))],
        references: [...references, { type: 'auxl', from: 9, to: [2] }],
      }),
    },
  )
  expect(foundGainMap(parts)?.header.alpha).toBe(true)
})

test('finds a gain map in a damaged or truncated file, or none, or refuses the file', () => {
  const files = [toneMappedHeic(), toneMapped({ map: AV1_MAPS['4:2:0'] })]
  const result = (damaged: Uint8Array<ArrayBuffer>) => {
    try {
      return foundGainMap(damaged)?.header.width
    } catch (error) {
      if (error instanceof Failure && error.code !== 'internal') return error.code
      throw error
    }
  }
  const results = files.flatMap((file) => {
    const tables = [...mutations(file.subarray(0, 1200), 1500)]
    return [...tables.map((head) => join(head, file.subarray(1200))), ...truncations(file, 60)].map(result)
  })
  for (const ending of [undefined, 24, 64, 'corrupt', 'unsupported']) expect(results).toContain(ending)
})
