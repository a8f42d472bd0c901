import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { replaceText } from '../../../../tools/codecs/replace-text.ts'

const { resolve } = createRequire(import.meta.url)
const OPTION = 'color:denoise-noise-level'

/** Returns a module with one data section. */
const moduleWith = (content: string) =>
  Buffer.concat([Buffer.from('\0asm\x01\0\0\0'), Buffer.of(11, content.length), Buffer.from(content)])

it("the AVIF encoder's option is renamed and nothing else changes", () => {
  const before = readFileSync(resolve('@jsquash/avif/codec/enc/avif_enc.wasm'))
  const after = replaceText(before, OPTION, 'enable-palette')
  const at = before.indexOf(OPTION)
  expect(after.toString('latin1', at, at + 14)).toBe('enable-palette')
  expect(after.length).toBe(before.length)
  expect(after.subarray(0, at).equals(before.subarray(0, at))).toBe(true)
  const end = at + OPTION.length + 1
  expect(after.subarray(end).equals(before.subarray(end))).toBe(true)
  expect(after.toString('latin1', at + 14, end)).toMatch(/^\0+$/)
})

it('texts that cannot be replaced are refused', () => {
  expect(replaceText(moduleWith('one\0two\0'), 'two', 'x')).toEqual(moduleWith('one\0x\0\0\0'))
  expect(() => replaceText(moduleWith('one\0two\0'), 'three', 'x')).toThrow('the module has three 0 times')
  expect(() => replaceText(moduleWith('two\0two\0'), 'two', 'x')).toThrow('the module has two 2 times')
  expect(() => replaceText(moduleWith('one\0two\0'), 'two', 'four')).toThrow('four is longer than two')
})
