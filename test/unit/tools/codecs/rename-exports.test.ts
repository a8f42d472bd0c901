import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { exportsOf } from '../../../../tools/codecs/prune.ts'
import { renameExports } from '../../../../tools/codecs/rename-exports.ts'
import { Module } from '../../../support/kernel/compile.ts'

const { resolve } = createRequire(import.meta.url)
const module = readFileSync(resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
const names = exportsOf(module)

test('exports are renamed and otherwise unchanged', () => {
  const made = new Module(renameExports(module, new Map(names.map((name) => [name, `new ${name}`]))))
  expect(WebAssembly.Module.exports(made)).toEqual(
    WebAssembly.Module.exports(new Module(module)).map((one) => ({ ...one, name: `new ${one.name}` })),
  )
})

test('an export without a new name is an error', () => {
  expect(() => renameExports(module, new Map())).toThrow('there is no new name for the export')
})
