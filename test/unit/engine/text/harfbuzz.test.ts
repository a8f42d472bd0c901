import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { withHarfBuzz } from '../../../../src/engine/text/harfbuzz.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { ownSeat, type Seat } from '../../../../src/memory/index.ts'
import { failure } from '../../../support/process/failure.ts'
import { FONTS } from '../../../support/text/fonts.ts'

const { resolve } = createRequire(import.meta.url)

/** Returns the version of a package that the repository pins. */
function versionOf(name: string): string {
  const file = readFileSync(
    resolve(name).replace(/(node_modules\/(?:@[^/]+\/)?[^/]+)\/.*/, '$1/package.json'),
  )
  return JSON.parse(file.toString()).version
}

const seatOf = () => ownSeat(new WebAssembly.Memory({ initial: 267, maximum: 1024 }))

const damaged = failure('corrupt', 'the font is damaged, or too complex for this text; use another font')

describe('an instance of HarfBuzz', () => {
  it('has the version whose functions and structures are known', () => {
    expect(versionOf('harfbuzzjs/dist/harfbuzz.wasm')).toBe('1.6.4')
  })

  it('is used again with its memory wiped', () => {
    const font = FONTS.latin()
    const seat = seatOf()
    const first = withHarfBuzz(1, ({ hb }) => hb, seat)
    shapeText('secret', [font], seat)
    seat.end()
    const holds = withHarfBuzz(
      1,
      ({ hb, memory }) => {
        const bytes = Buffer.from(memory.buffer)
        return [
          hb === first,
          bytes.includes(font.subarray(1000, 1400)),
          bytes.includes(Buffer.from('secret', 'utf16le')),
        ]
      },
      seat,
    )
    expect(holds).toEqual([true, false, false])
  })

  it('keeps the fonts while it works', () => {
    const font = FONTS.latin()
    const found = withHarfBuzz(font.length, ({ hb, memory }) => {
      const address = hb.malloc(font.length)
      new Uint8Array(memory.buffer, address, font.length).set(font)
      return Buffer.from(memory.buffer).includes(font.subarray(1000, 1400))
    })
    expect(found).toBe(true)
  })

  it.each<[string, (seat: Seat) => unknown]>([
    ['traps', (seat) => withHarfBuzz(0, ({ hb }) => hb.hb_shape(0x7ffffff0, 0x7ffffff0, 0, 0), seat)],
    ['gets no more memory', (seat) => withHarfBuzz(0, ({ hb }) => hb.malloc(18_000_000), seat)],
    [
      'loops for too long',
      (seat) =>
        withHarfBuzz(
          0,
          ({ hb }) => {
            hb.rounds.value = 3
            hb.hb_buffer_add_utf16(hb.hb_buffer_create(), hb.malloc(200), 100, 0, 100)
          },
          seat,
        ),
    ],
  ])('is dropped if it %s', (_, work) => {
    const seat = seatOf()
    const first = withHarfBuzz(0, ({ hb }) => hb, seat)
    seat.end()
    expect(() => work(seat)).toThrow(damaged)
    seat.end()
    expect(withHarfBuzz(0, ({ hb }) => hb !== first, seat)).toBe(true)
  })

  it('passes on errors of its user', () => {
    const error = new Error('mine')
    expect(() =>
      withHarfBuzz(0, () => {
        throw error
      }),
    ).toThrow(error)
  })
})
