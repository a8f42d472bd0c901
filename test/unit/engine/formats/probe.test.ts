import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDecodable } from '../../../../src/engine/formats/codecs.ts'
import { formats } from '../../../../src/engine/formats/formats.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { probe, sniff } from '../../../../src/engine/formats/probe.ts'
import { Failure } from '../../../../src/errors.ts'
import { box, ftyp } from '../../../support/avif/writer.ts'
import { join } from '../../../support/bytes/image-writers.ts'
import { runs } from '../../../support/properties/runs.ts'
import { FIXTURES } from './fixtures.ts'

/** Formats that are decoded here. Other tests of this process may have added HEIC. */
const NAMES = Object.values(formats)
  .map(({ name }) => name)
  .filter(isDecodable)
  .join(', ')

const named = Object.entries(FIXTURES)

describe('sniff', () => {
  test.each(named)('recognizes %s', (name, bytes) => {
    expect(sniff(bytes)).toBe(name.slice(0, name.indexOf(',')))
  })

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['HTML', '<!DOCTYPE html><p>'],
    ['BMP', 'BM\x46\0\0\0\0\0\0\0'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['a JPEG that ends inside its signature', '\xff\xd8'],
    ['a PNG whose line ends were converted', '\x89PNG\n\x1a\n\0\0\0\rIHDR'],
    ['a RIFF file that is not WebP', 'RIFF\x24\0\0\0WAVEfmt '],
    ['a GIF of another version', 'GIF88a'],
  ])('does not recognize %s', (_, text) => {
    expect(sniff(join(text))).toBeUndefined()
  })

  test('recognizes an AVIF by any of its brands', () => {
    expect(sniff(ftyp(['mif1', 'miaf', 'avif']))).toBe('avif')
    expect(sniff(ftyp(['msf1', 'avis']))).toBe('avif')
    // The minor version follows the major brand (ISO/IEC 14496-12, 4.3). Bytes after the box are
    // not brands.
    expect(sniff(box('ftyp', 'heicavifmif1'))).toBe('heic')
    expect(sniff(join(box('ftyp', 'isom\0\0\0\0mp41'), 'avif'))).toBeUndefined()
  })

  test.each([[['heic', 'mif1']], [['mif1', 'heix']], [['hevc', 'msf1']], [['mif1']]])(
    'recognizes a HEIC by any of %j',
    (brands) => {
      expect(sniff(ftyp(brands))).toBe('heic')
    },
  )
})

describe('a file of an unknown type', () => {
  const failure = (text: string, complete = true) => {
    try {
      return probe(join(text), complete)
    } catch (error) {
      return error
    }
  }

  test('is unsupported, and the detail lists the supported formats', () => {
    expect(failure('hello')).toMatchObject({
      code: 'unsupported',
      detail: `the file is not a known image format; upload one of: ${NAMES}`,
    })
    expect(failure('')).toMatchObject({ code: 'unsupported' })
  })

  test.each(['\xff\xd8', '\xff\xd8\0\x10JFIF', '\xff\xd8 and a text'])('is a damaged JPEG: %j', (text) => {
    expect(failure(text)).toMatchObject({
      code: 'corrupt',
      detail: 'JPEG: no marker follows the start of the image; upload the file again',
    })
  })

  test.each(['<svg>', '<?xml version="1.0"?>\n<!-- drawn -->\n<svg\nwidth="1">', '\xef\xbb\xbf<SVG >'])(
    'is unsupported with a hint if it is an SVG: %j',
    (text) => {
      expect(failure(text)).toMatchObject({
        code: 'unsupported',
        detail: `SVG images are not supported; upload one of: ${NAMES}`,
      })
    },
  )

  test('needs more bytes while its signature may still follow', () => {
    expect(failure('', false)).toBeUndefined()
    expect(failure('\xff\xd8', false)).toBeUndefined()
    expect(failure('x'.repeat(511), false)).toBeUndefined()
    expect(failure('x'.repeat(512), false)).toBeInstanceOf(Failure)
  })
})

/**
 * Returns all prefixes, each in a buffer of its own, so that a read beyond a prefix cannot find the
 * rest.
 */
const prefixes = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length + 1 }, (_, length) => bytes.slice(0, length))

describe.each(named)('each prefix of a valid file: %s', (_, bytes) => {
  const whole = probe(bytes, true)

  test('is incomplete while it arrives, then gives the final header except for the number of frames', () => {
    const headers = prefixes(bytes).map((prefix) => probe(prefix, false))
    const first = headers.findIndex((header) => header !== undefined)
    expect(first).toBeGreaterThan(0)
    for (const header of headers.slice(first)) {
      expect(header).toEqual({ ...whole, frames: header?.frames })
      expect([undefined, whole?.frames]).toContain(header?.frames)
    }
  })

  test('gives a header or a Failure as a complete file', () => {
    for (const prefix of prefixes(bytes)) expectHeaderOrFailure(() => probe(prefix, true), true)
  })
})

function expectHeaderOrFailure(run: () => Header | undefined, complete: boolean): void {
  let header: Header | undefined
  try {
    header = run()
  } catch (error) {
    if (error instanceof Failure && ['corrupt', 'unsupported'].includes(error.code)) return
    throw error
  }
  if (header === undefined) {
    if (complete) throw new Error('undefined for a complete file')
    return
  }
  const { width, height, orientation, depth, frames } = header
  const inRange = (n: number, max: number) => Number.isInteger(n) && n >= 1 && n <= max
  if (
    !inRange(width, 0xffffffff) ||
    !inRange(height, 0xffffffff) ||
    !inRange(orientation, 8) ||
    !inRange(depth, 32)
  ) {
    throw new Error(`not a header: ${JSON.stringify(header)}`)
  }
  if (frames !== undefined && !inRange(frames, 0x7fffffff))
    throw new Error(`not a number of frames: ${frames}`)
}

const SEED = { seed: 8_675_309, numRuns: runs(4000) }
const magics = named.map(([, bytes]) => bytes.slice(0, 32))
const rest = fc.uint8Array({ maxLength: 300 })

/** Changes some bytes, often to values to which lengths and counts are sensitive. */
const edits = fc.array(
  fc.record({ at: fc.nat(), value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)) }),
  { minLength: 1, maxLength: 6 },
)

describe('hostile bytes', () => {
  test('give a header, undefined or a Failure: random bytes', () => {
    fc.assert(
      fc.property(rest, fc.boolean(), (bytes, complete) => {
        expectHeaderOrFailure(() => probe(bytes, complete), complete)
      }),
      SEED,
    )
  })

  test('give a header, undefined or a Failure: random bytes after the beginning of a valid file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...magics), rest, fc.boolean(), (magic, bytes, complete) => {
        expectHeaderOrFailure(() => probe(join(magic, bytes), complete), complete)
      }),
      SEED,
    )
  })

  test('give a header, undefined or a Failure: valid files with changed, removed or repeated bytes', () => {
    const cuts = fc.tuple(fc.nat(), fc.nat())
    fc.assert(
      fc.property(
        fc.constantFrom(...named.map(([, b]) => b)),
        edits,
        cuts,
        fc.boolean(),
        (good, list, cut, complete) => {
          const bytes = good.slice()
          for (const { at, value } of list) bytes[at % bytes.length] = value
          const [a, b] = cut.map((n) => n % bytes.length)
          const pieced = list.length % 2 ? bytes : join(bytes.slice(0, a), bytes.slice(b))
          expectHeaderOrFailure(() => probe(pieced, complete), complete)
        },
      ),
      SEED,
    )
  })
})
