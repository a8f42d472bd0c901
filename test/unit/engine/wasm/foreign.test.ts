import { describe, expect, it, test } from 'vitest'
import { callForeign, checkedFrame } from '../../../../src/engine/wasm/foreign.ts'
import { Failure } from '../../../../src/errors.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const damaged = (reason: string) =>
  failure('corrupt', 'the image data is damaged or incomplete; upload the file again', reason)

describe('callForeign', () => {
  function throwing(thrown: unknown, said: readonly string[] = []) {
    return () =>
      callForeign('corrupt', said, () => {
        throw thrown
      })
  }

  test.each([
    ['an error', new TypeError('no such thing'), 'TypeError: no such thing'],
    ['a trap', new WebAssembly.RuntimeError('unreachable'), 'RuntimeError: unreachable'],
    ['the address of a C++ exception', 5_246_024, '5246024'],
    ['a text', 'out of luck', 'out of luck'],
    ['nothing', undefined, 'undefined'],
  ])('makes a Failure of %s', (_, thrown, reason) => {
    expect(throwing(thrown)).toThrow(damaged(reason))
  })

  it('prefers the printed lines as the reason', () => {
    expect(throwing(1, ['no Huffman table', 'giving up'])).toThrow(damaged('no Huffman table; giving up'))
  })

  it('has no public text for internal failures', () => {
    const failing = () =>
      callForeign('internal', [], () => {
        throw new TypeError('no such thing')
      })
    expect(failing).toThrow(silentFailure('internal', 'TypeError: no such thing'))
  })

  it('passes on a Failure', () => {
    const passed = new Failure('unsupported')
    expect(throwing(passed)).toThrow(passed)
  })
})

describe('checkedFrame', () => {
  const memory = new ArrayBuffer(100)

  it('returns a picture without a copy', () => {
    const data = new Uint8ClampedArray(memory, 8, 24)
    const frame = checkedFrame({ width: 3, height: 2, data }, { width: 3, height: 2 })
    expect(frame).toEqual({ width: 3, height: 2, data: new Uint8Array(24) })
    expect(frame.data.buffer).toBe(memory)
    expect(frame.data.byteOffset).toBe(8)
  })

  test.each([
    ['wider', 4, 2, 32],
    ['turned', 2, 3, 24],
    ['short of a row', 3, 2, 12],
    ['too long', 3, 2, 25],
  ])('refuses a picture that is %s than expected', (_, width, height, length) => {
    const data = new Uint8Array(memory, 0, length)
    expect(() => checkedFrame({ width, height, data }, { width: 3, height: 2 })).toThrow(
      failure(
        'corrupt',
        'the image data contradicts the size in its header; upload the file again',
        `3x2 became ${width}x${height} of ${length} bytes`,
      ),
    )
  })

  it('refuses a missing picture', () => {
    expect(() => checkedFrame(null, { width: 3, height: 2 })).toThrow(damaged('the decoder returned nothing'))
  })
})
