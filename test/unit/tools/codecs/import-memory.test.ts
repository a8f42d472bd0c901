import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { importMemory } from '../../../../tools/codecs/import-memory.ts'
import { Module } from '../../../support/kernel/compile.ts'

const { resolve } = createRequire(import.meta.url)

describe.each([
  '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  '@jsquash/avif/codec/dec/avif_dec.wasm',
  '@jsquash/avif/codec/enc/avif_enc.wasm',
  '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
])('%s', (path) => {
  const before = readFileSync(resolve(path))
  const [old, made] = [new Module(before), new Module(importMemory(before))]

  it('imports its memory and is otherwise unchanged', () => {
    const imports = WebAssembly.Module.imports(made)
    expect(imports.slice(0, -1)).toEqual(WebAssembly.Module.imports(old))
    expect(imports.at(-1)).toEqual({ module: 'env', name: 'memory', kind: 'memory' })
    expect(WebAssembly.Module.exports(made)).toEqual(WebAssembly.Module.exports(old))
  })
})

it('other modules are refused', () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  expect(() => importMemory(empty)).toThrow('expected one memory, and imports')
  expect(() => importMemory(Uint8Array.of(...empty, 2, 0xff))).toThrow('the module ends within a number')
})

it('other memory limits are used if they are given', () => {
  const module = readFileSync(resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
  const made = new Module(importMemory(module, 300))
  const start = (initial: number) =>
    new WebAssembly.Instance(made, {
      ...Object.fromEntries(
        WebAssembly.Module.imports(made).map(({ module: from }) => [
          from,
          Object.fromEntries(
            WebAssembly.Module.imports(made)
              .filter((one) => one.module === from)
              .map(({ name }) => [name, () => 0]),
          ),
        ]),
      ),
      env: { memory: new WebAssembly.Memory({ initial }) },
    })
  expect(() => start(299)).toThrow('memory')
  expect(() => start(300)).not.toThrow()
})
