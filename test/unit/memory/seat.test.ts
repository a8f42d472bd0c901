import { describe, expect, it } from 'vitest'
import { openKernel, view } from '../../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../../src/engine/wasm/side-kernel.ts'
import { seatIn } from '../../../src/memory/seat.ts'
import { failure } from '../../support/process/failure.ts'

const lost = failure('busy', undefined, 'the memory was given to other work')

function seated() {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 20 })
  let freed = 0
  const owner = seatIn(
    () => memory,
    { bytes: 0, owner: { at: Date.now() }, isLarge: false },
    () => {
      freed++
    },
  )
  return { memory, owner, seat: owner.seat, freed: () => freed }
}

const isZero = ({ buffer }: WebAssembly.Memory) => new Uint8Array(buffer).every((byte) => byte === 0)

describe('a seat', () => {
  it('wipes the memory after each use, and once it is free', () => {
    const { memory, seat, freed } = seated()
    for (let use = 0; use < 2; use++) {
      seat.begin()
      new Uint8Array(seat.memory.buffer).fill(7)
      seat.end()
      expect(isZero(memory)).toBe(true)
    }
    seat.begin()
    new Uint8Array(seat.memory.buffer).fill(7)
    seat.free()
    seat.free()
    expect([isZero(memory), freed()]).toEqual([true, 1])
    expect(() => seat.memory).toThrow(lost)
  })

  it('ends the right of a use with that use', () => {
    const { seat } = seated()
    const first = seat.begin()
    seat.end()
    const second = seat.begin()
    expect(second).not.toThrow()
    expect(first).toThrow(lost)
  })
})

describe('a seat that is taken from a context that is alive after all', () => {
  it('lets its kernel reach nothing of the memory, not even through old views', () => {
    const { memory, owner, seat } = seated()
    const kernel = openKernel(seat)
    const side = sideKernel(kernel)
    const address = kernel.alloc(1000)
    const old = view(kernel, address, 1000).fill(7)
    owner.revoke()
    expect(isZero(memory)).toBe(true)
    const next = new Uint8Array(memory.buffer).fill(1)
    expect(old.length).toBe(0)
    expect(() => kernel.alloc(1)).toThrow(lost)
    expect(() => kernel.memory).toThrow(lost)
    expect(() => view(kernel, address, 1)).toThrow(lost)
    expect(() => side.vp8lEncodeOpen(1, 1)).toThrow(lost)
    // Its own end must not wipe the memory of the next holder.
    seat.end()
    seat.free()
    expect(next.every((byte) => byte === 1)).toBe(true)
  })
})
