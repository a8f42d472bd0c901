import binaryen from 'binaryen'
import { describe, expect, it } from 'vitest'
import { checkStack, RED_ZONE } from '../../../../tools/codecs/check-stack.ts'
import { Module } from '../../../support/kernel/compile.ts'

/**
 * A stack of 1,024 bytes that grows down from address 2,048. The heap begins at that address, where
 * Emscripten's linker places it.
 */
const [TOP, BEFORE, SIZE] = [2048, 1024, 4096]

const word = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}

/**
 * Returns a module with a recursive function. Each call has a 16-byte frame. The function returns
 * its stack's depth.
 */
function moduleWith({ data = `(data (i32.const 64) "${word(TOP)}")`, mutable = true } = {}): Uint8Array {
  const type = mutable ? '(mut i32)' : 'i32'
  const set = (value: string) => (mutable ? `(global.set $sp ${value})` : `(drop ${value})`)
  const parsed = binaryen.parseText(`(module
    (memory (export "memory") 1)
    (global $sp ${type} (i32.const ${TOP}))
    ${data}
    (func $recurse (export "recurse") (param $left i32) (result i32)
      (local $found i32)
      ${set('(i32.sub (global.get $sp) (i32.const 16))')}
      (i32.store (global.get $sp) (i32.const -1))
      (local.set $found
        (if (result i32) (local.get $left)
          (then (call $recurse (i32.sub (local.get $left) (i32.const 1))))
          (else (global.get $sp))))
      ${set('(i32.add (global.get $sp) (i32.const 16))')}
      (local.get $found))
    (func (export "reserve") (param $bytes i32)
      ${set('(i32.sub (global.get $sp) (local.get $bytes))')}))`)
  const module = parsed.emitBinary()
  parsed.dispose()
  return module
}

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly __stack_base: WebAssembly.Global
  readonly __stack_limit: WebAssembly.Global
  recurse(left: number): number
  reserve(bytes: number): void
}

async function started(): Promise<Exports> {
  const module = new Module(await checkStack(moduleWith(), { before: BEFORE, size: SIZE }))
  return new WebAssembly.Instance(module).exports as unknown as Exports
}

const LIMIT = TOP - BEFORE + RED_ZONE
const DEEPEST = SIZE / 16 - 1

describe('a module with a checked stack', () => {
  it('has the requested stack, and a heap that begins at its end', async () => {
    const { memory, recurse, __stack_base, __stack_limit } = await started()
    expect([__stack_base.value, __stack_limit.value]).toEqual([LIMIT + SIZE, LIMIT])
    expect(new DataView(memory.buffer).getUint32(64, true)).toBe(LIMIT + SIZE)
    expect(recurse(DEEPEST)).toBe(LIMIT)
  })

  it('traps before it writes below the stack', async () => {
    const { memory, recurse } = await started()
    expect(() => recurse(DEEPEST + 1)).toThrow('unreachable')
    expect(new Uint8Array(memory.buffer, 68, LIMIT - 68).every((byte) => byte === 0)).toBe(true)
  })

  it.each([SIZE + 16, 100_000, -16])('traps if a frame of %d bytes exceeds the stack', async (bytes) => {
    const { reserve } = await started()
    expect(() => reserve(bytes)).toThrow('unreachable')
  })
})

describe('a module is refused', () => {
  const check = (options: Parameters<typeof moduleWith>[0], before = BEFORE) =>
    checkStack(moduleWith(options), { before, size: SIZE })

  it('without the start of its heap', async () => {
    await expect(check({ data: `(data (i32.const 64) "${word(TOP - 1)}")` })).rejects.toThrow(
      '0 words are 2048',
    )
  })

  it('with two words that may be the start of its heap', async () => {
    await expect(check({ data: `(data (i32.const 64) "${word(TOP)}${word(TOP)}")` })).rejects.toThrow(
      '2 words are 2048',
    )
  })

  it('with data inside or beyond the stack', async () => {
    await expect(check({}, TOP - 32)).rejects.toThrow('there are data in the stack')
    await expect(check({ data: '(data (i32.const 4096) "a")' })).rejects.toThrow('beyond the stack')
  })

  it('without a stack pointer', async () => {
    await expect(check({ mutable: false })).rejects.toThrow('the first global is a mutable i32')
  })
})
