import { beforeAll, describe, expect, test } from 'vitest'
import { formats } from '../../../../src/engine/formats/formats.ts'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { Failure } from '../../../../src/errors.ts'
import { join, jpeg, segment } from '../../../support/bytes/image-writers.ts'
import {
  type GainParameters,
  gainMapXmp,
  HARMLESS_MPF_LIES,
  ISO_GAIN,
  ISO_GAIN_URN,
  isoGain,
  MPF_LIES,
  PIXEL_PARAMETERS,
  type UltraHdrShape,
  ultraHdr,
  withSegments,
} from '../../../support/gain-map/ultra-hdr-writer.ts'
import { mutations, truncations } from '../../../support/hostile/mutations.ts'
import { jpegFiles } from '../../../support/picture/files.ts'
import { cpuTimer } from '../../../support/process/cpu-time.ts'

const files = [...jpegFiles(24, 16).values()]
const [base = jpeg(), map = jpeg()] = [files[0], files[1]]

const write = (shape: Partial<UltraHdrShape> = {}) => ultraHdr({ base, map, container: false, ...shape })

/** Returns the found gain map's byte length. */
function found(file: Uint8Array<ArrayBuffer>): number | undefined {
  const header = probe(file, true)
  return header && formats.jpeg.readGainMap?.(file, header)?.file.length
}

let length = 0
beforeAll(() => {
  length = found(write()) ?? 0
  expect(length).toBeGreaterThan(map.length)
})

describe('an MPF directory with wrong entries', () => {
  test.each(Object.entries(MPF_LIES))('leads to no gain map: %s', (_, directory) => {
    expect(found(write({ directory }))).toBeUndefined()
    expect(found(write({ directory, order: 'II' }))).toBeUndefined()
  })
})

test.each(Object.entries(HARMLESS_MPF_LIES))('reads an MPF directory with %s', (_, directory) => {
  expect(found(write({ directory }))).toBe(length)
})

test('ignores an MPF picture without parameters, wherever it is listed', () => {
  expect(found(write({ hdrgm: false }))).toBeUndefined()
  expect(found(write({ others: [map, base] }))).toBe(length)
})

test('accepts a map that has a gain map itself, or lists itself', () => {
  const nested = write()
  expect(found(write({ map: nested }))).toBeGreaterThan(nested.length)
  const entry = { attributes: 0, length: 0xffff, offset: 0 }
  const directory = () => ({ entries: [entry, entry, entry] })
  expect(found(write({ map: write({ directory }) }))).toBeGreaterThan(length)
})

describe('invalid parameters', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(PIXEL_PARAMETERS).filter(([key]) => key !== name))
  test.each<[string, GainParameters]>([
    ['none', {}],
    ['no version', without('Version')],
    ['no maximum', without('GainMapMax')],
    ['no capacity', without('HDRCapacityMax')],
    ['a version of the future', { ...PIXEL_PARAMETERS, Version: '2.0' }],
    ['text', { ...PIXEL_PARAMETERS, GainMapMax: 'much' }],
    ['infinity', { ...PIXEL_PARAMETERS, GainMapMax: 'Infinity' }],
    ['a number of a thousand digits', { ...PIXEL_PARAMETERS, GainMapMax: '1'.repeat(1000) }],
    ['no gamma', { ...PIXEL_PARAMETERS, Gamma: '0' }],
    ['two channels', { ...PIXEL_PARAMETERS, GainMapMax: ['1', '2'] }],
    ['four channels', { ...PIXEL_PARAMETERS, GainMapMax: ['1', '2', '3', '4'] }],
    ['no channel', { ...PIXEL_PARAMETERS, GainMapMax: [] }],
  ])('make no gain map: %s', (_, hdrgm) => {
    expect(found(write({ hdrgm }))).toBeUndefined()
  })
})

describe('invalid metadata of ISO 21496-1', () => {
  const whole = isoGain(ISO_GAIN)
  const changed = (at: number, value: number) => whole.map((byte, index) => (index === at ? value : byte))
  const zeros = whole.map((byte, index) => (index >= 9 && index < 13 ? 0 : byte))
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['cut', whole.subarray(0, -1)],
    ['three channels, of which one is stored', changed(4, 0x80)],
    ['a version of the future', changed(1, 1)],
    ['a denominator of 0', zeros],
  ])('makes no gain map: %s', (_, iso) => {
    const bad = withSegments(map, [segment(0xe2, join(ISO_GAIN_URN, iso))])
    expect(found(write({ map: bad, hdrgm: false }))).toBeUndefined()
    expect(found(write({ map: bad }))).toBeGreaterThan(length)
  })
})

test('reads megabytes of XMP markup quickly', () => {
  const noise = ['<hdrgm:a>', '<rdf:li>', ' hdrgm:a="', '<!--', "xmlns:a='"]
  const spent = cpuTimer()
  for (const text of noise) {
    const packet = join(
      'http://ns.adobe.com/xap/1.0/\0',
      'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" ',
      text.repeat(Math.floor(65_000 / text.length)),
    )
    const file = write({ map: withSegments(map, [segment(0xe1, packet.subarray(0, 65_000))]), hdrgm: false })
    expect(found(file)).toBeUndefined()
  }
  expect(spent()).toBeLessThan(500)
})

test('finds a gain map in a damaged or truncated file, or none, or refuses the file', () => {
  const file = write({ container: true, iso: ISO_GAIN })
  const header = probe(file, true)
  const width = (damaged: Uint8Array<ArrayBuffer>) => {
    try {
      return header && formats.jpeg.readGainMap?.(damaged, header)?.header.width
    } catch (error) {
      if (error instanceof Failure && error.code === 'corrupt') return error.code
      throw error
    }
  }
  const results = [...mutations(file, 400), ...truncations(file, 40)].map(width)
  for (const result of [undefined, 24]) expect(results).toContain(result)
})

test('reads parameters as elements and as attributes', () => {
  const lists = { ...PIXEL_PARAMETERS, GainMapMax: ['1', '2', '3'], Gamma: ['1', '1', '1'] }
  expect(gainMapXmp(lists).length).toBeGreaterThan(gainMapXmp().length)
  expect(found(write({ hdrgm: lists }))).toBeGreaterThan(length)
})
