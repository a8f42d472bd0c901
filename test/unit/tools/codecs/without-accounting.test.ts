import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { withoutAccounting } from '../../../../tools/codecs/without-accounting.ts'

const { resolve } = createRequire(import.meta.url)

it('one byte of the AVIF decoder is changed, and nothing in other modules', () => {
  const before = readFileSync(resolve('@jsquash/avif/codec/dec/avif_dec.wasm'))
  const after = withoutAccounting(before)
  expect(after.length).toBe(before.length)
  const changed = [...before.keys()].filter((at) => before[at] !== after[at])
  expect(changed.map((at) => [before[at], after[at]])).toEqual([[1, 0]])
  expect(() => withoutAccounting(after)).toThrow('the module enables accounting 0 times')
})
