import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Module } from '../../support/kernel/compile.ts'

const BUILT = 'src/engine/wasm/built'

/** Memory section's id in a WebAssembly module. */
const MEMORY = 5

/** Returns the page count for the module's own memory; 0 if it has none. */
function ownPages(bytes: Uint8Array): number {
  let at = 8
  function read(): number {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
      shift += 7
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const id = bytes[at++]
    const end = read() + at
    if (id === MEMORY) {
      const count = read()
      // A byte of flags precedes the pages.
      at++
      return count === 0 ? 0 : read()
    }
    at = end
  }
  return 0
}

test('the wrapper sees the memory of each module, except the one page of math.wasm', () => {
  const files = readdirSync(BUILT).filter((name) => name.endsWith('.wasm'))
  expect(files).toContain('math.wasm')
  const hidden = files.flatMap((name) => {
    const bytes = readFileSync(join(BUILT, name))
    const exported = WebAssembly.Module.exports(new Module(bytes))
    const isShown = exported.some(({ kind }) => kind === 'memory')
    return ownPages(bytes) > 0 && !isShown ? [[name, ownPages(bytes)]] : []
  })
  expect(hidden).toEqual([['math.wasm', 1]])
})
