import { afterEach, describe, expect, it, vi } from 'vitest'
import { rareFault, rareFaults } from '../../../../src/edge/log/fault.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a fault of a binding', () => {
  it('is logged immediately and then once a minute', () => {
    const written = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    let now = 5000
    const logFault = rareFault('LIMITER', () => now)
    const at = [0, 1, 59_999, 60_000, 60_001, 120_000]
    const logged = at.map((time) => {
      now = 5000 + time
      logFault(new Error('no'))
      return written.mock.calls.length
    })
    expect(logged).toEqual([1, 1, 1, 2, 2, 3])
    expect(written).toHaveBeenCalledWith('{"kind":"fault","of":"LIMITER","reason":"Error: no"}')
  })

  it('does not hide a fault of another binding', () => {
    const written = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const logFault = rareFaults(() => 5000)
    for (const of of ['DERIVATIVES', 'Cache API', 'DERIVATIVES']) logFault(of, 'put: Error: no')
    expect(written.mock.calls).toEqual([
      ['{"kind":"fault","of":"DERIVATIVES","reason":"put: Error: no"}'],
      ['{"kind":"fault","of":"Cache API","reason":"put: Error: no"}'],
    ])
  })

  it('never throws', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {
      throw new Error('the console failed')
    })
    expect(() => rareFault('LIMITER')(new Error('no'))).not.toThrow()
  })
})
