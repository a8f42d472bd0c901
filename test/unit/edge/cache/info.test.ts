import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatInfo, parseInfo } from '../../../../src/edge/cache/info.ts'

it('formats all facts in their order', () => {
  const all = {
    bytes: 8192,
    size: { width: 800, height: 533 },
    format: 'webp',
    frames: 3,
    hdr: 'kept',
  } as const
  expect(formatInfo(all)).toBe('osz=8192; odim=800x533; ofmt=webp; frames=3; hdr=kept')
  expect(formatInfo({})).toBe('')
})

it('parses bytes, size and format, as far as they are there', () => {
  expect(parseInfo('osz=8192; odim=800x533; ofmt=webp')).toEqual({
    bytes: 8192,
    size: { width: 800, height: 533 },
    format: 'webp',
  })
  expect(parseInfo('ofmt=jpeg')).toEqual({ format: 'jpeg' })
  expect(parseInfo(null)).toEqual({})
})

it('skips fields that are not valid', () => {
  expect(parseInfo('osz=1e3; odim=80x; frames=; hdr=lost; ofmt=png; more=1')).toEqual({ format: 'png' })
})

it('parses what it formats', () => {
  const count = fc.nat()
  const info = fc.record(
    {
      bytes: count,
      size: fc.record({ width: count, height: count }),
      format: fc.constantFrom('jpeg', 'json', 'svg'),
      frames: count,
      hdr: fc.constantFrom('kept' as const, 'dropped' as const),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(info, (facts) => {
      expect(parseInfo(formatInfo(facts))).toEqual(facts)
    }),
  )
})
