import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeEach, describe, expect, it } from 'vitest'
import { poolUse } from '../../../../src/engine/memory/pool.ts'
import { withHarfBuzz } from '../../../../src/engine/text/harfbuzz.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { failure } from '../../../support/failure.ts'
import { FONTS } from '../../../support/fonts.ts'
import { dropIdle } from '../../../support/memories.ts'

const { resolve } = createRequire(import.meta.url)

/** Returns the version of a package that the repository pins. */
function versionOf(name: string): string {
  const file = readFileSync(
    resolve(name).replace(/(node_modules\/(?:@[^/]+\/)?[^/]+)\/.*/, '$1/package.json'),
  )
  return JSON.parse(file.toString()).version
}

beforeEach(dropIdle)

const damaged = failure('corrupt', 'the font is damaged, or too complex for this text; use another font')

describe('an instance of HarfBuzz', () => {
  it('has the version whose functions and structures are known', () => {
    expect(versionOf('harfbuzzjs/dist/harfbuzz.wasm')).toBe('1.6.4')
  })

  it('is used again with its memory wiped', () => {
    const font = FONTS.latin()
    shapeText('secret', [font])
    const { reused, started } = poolUse()
    const holds = withHarfBuzz(1, ({ memory }) => {
      const bytes = Buffer.from(memory.buffer)
      return [bytes.includes(font.subarray(1000, 1400)), bytes.includes(Buffer.from('secret', 'utf16le'))]
    })
    expect(holds).toEqual([false, false])
    expect(poolUse()).toEqual({ reused: reused + 1, started })
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

  it.each([
    ['traps', () => withHarfBuzz(0, ({ hb }) => hb.hb_shape(0x7ffffff0, 0x7ffffff0, 0, 0))],
    ['gets no more memory', () => withHarfBuzz(0, ({ hb }) => hb.malloc(5_000_000))],
    [
      'loops for too long',
      () =>
        withHarfBuzz(0, ({ hb }) => {
          hb.rounds.value = 3
          hb.hb_buffer_add_utf16(hb.hb_buffer_create(), hb.malloc(200), 100, 0, 100)
        }),
    ],
  ])('is dropped if it %s', (_, work) => {
    expect(work).toThrow(damaged)
    const { reused } = poolUse()
    withHarfBuzz(0, () => undefined)
    expect(poolUse().reused).toBe(reused)
  })

  it('is dropped if it has grown large', () => {
    const font = 10_000_000
    withHarfBuzz(font, ({ hb }) => hb.malloc(font))
    const { reused } = poolUse()
    withHarfBuzz(0, () => undefined)
    expect(poolUse().reused).toBe(reused)
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
