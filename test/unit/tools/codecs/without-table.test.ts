import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import binaryen from 'binaryen'
import { expect, test } from 'vitest'
import { withoutTable } from '../../../../tools/codecs/without-table.ts'

const { resolve } = createRequire(import.meta.url)
const PACKAGED = readFileSync(resolve('@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm'))
const COLORS = 1 << 24

interface Hqx {
  readonly memory: WebAssembly.Memory
  lookup(color: number): number
}

/**
 * Starts hqx with an export for the function that returns a color's luma and chroma.
 * @param index index of the function
 */
async function start(module: Uint8Array, index?: number): Promise<Hqx> {
  const parsed = binaryen.readBinary(module)
  parsed.addFunctionExport(`${index ?? parsed.getNumFunctions() - 1}`, 'lookup')
  const exported = parsed.emitBinary()
  parsed.dispose()
  const made: unknown = await WebAssembly.instantiate(exported, {})
  return (made as { readonly instance: { readonly exports: Hqx } }).instance.exports
}

test('hqx computes the values of its table, for every color', async () => {
  const before = await start(PACKAGED, 12)
  const after = await start(await withoutTable(PACKAGED))
  let different = 0
  for (let color = 0; color < COLORS; color++) if (before.lookup(color) !== after.lookup(color)) different++
  expect(different).toBe(0)
  expect(after.lookup(0xff_12_34_56 | 0)).toBe(before.lookup(0x12_34_56))
  expect(before.memory.buffer.byteLength).toBeGreaterThan(COLORS * 4)
  expect(after.memory.buffer.byteLength).toBeLessThan(2e6)
})

test('a module without the table is refused', async () => {
  const changed = await withoutTable(PACKAGED)
  await expect(withoutTable(changed)).rejects.toThrow('no table of colors')
})
