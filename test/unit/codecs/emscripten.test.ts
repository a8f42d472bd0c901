import { describe, expect, it, test } from 'vitest'
import { type Factory, heap, open } from '../../../src/codecs/emscripten.ts'
import type { ErrorCode } from '../../../src/errors.ts'
import { failure, silentFailure } from '../../support/failure.ts'

const PAGE = 65_536

/** The types of Workers, where no code compiles WebAssembly, hide that Node's can. */
const compile = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module

/** Nothing but a memory of one page, exported as `m`. */
const ONE_PAGE = new compile(
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x6d, 2, 0),
)

interface Codec {
  readonly memory: WebAssembly.Memory
  say(line: string): void
}

const factory: Factory<Codec> = async ({ instantiateWasm, printErr }) => {
  let memory: WebAssembly.Memory | undefined
  instantiateWasm({}, ({ exports }) => {
    memory = exports['m'] as WebAssembly.Memory
  })
  if (!memory) throw new Error('there is no memory')
  return { memory, say: printErr }
}

/** An instance that may grow to so many pages. */
async function openWith(pages: number) {
  const codec = await open(factory, ONE_PAGE)
  const { memory, reset } = codec
  const call = <Result>(code: ErrorCode, use: (it: Codec, lines: readonly string[]) => Result) =>
    codec.call(pages * PAGE, code, use)
  return { memory, reset, call }
}

/** Asks for memory as Emscripten's glue does, which takes an error for a no. */
function wish({ memory }: Codec, pages: number): boolean {
  try {
    memory.grow(pages)
    return true
  } catch {
    return false
  }
}

describe('an instance', () => {
  it('is another one each time', async () => {
    const [one, two] = [await openWith(4), await openWith(4)]
    expect(one.call('corrupt', ({ memory }) => memory)).not.toBe(two.call('corrupt', ({ memory }) => memory))
  })

  it('grows up to its limit', async () => {
    const codec = await openWith(4)
    const size = codec.call('corrupt', (it) => {
      expect(wish(it, 3)).toBe(true)
      return it.memory.buffer.byteLength
    })
    expect(size).toBe(4 * PAGE)
  })

  it('is refused more, and fails by that', async () => {
    const codec = await openWith(4)
    const size: number[] = []
    expect(() =>
      codec.call('corrupt', (it) => {
        expect(wish(it, 4)).toBe(false)
        size.push(it.memory.buffer.byteLength)
        return 'a picture that was made with what there was'
      }),
    ).toThrow(failure('over-budget', expect.stringContaining('save it again')))
    expect(size).toEqual([PAGE])
  })

  it('tells a lack of memory from the damage that comes of it', async () => {
    const codec = await openWith(4)
    expect(() =>
      codec.call('corrupt', (it) => {
        if (!wish(it, 4)) throw new WebAssembly.RuntimeError('abort')
      }),
    ).toThrow(failure('over-budget'))
  })

  it('may ask for too much and then do with less', async () => {
    const codec = await openWith(4)
    expect(codec.call('corrupt', (it) => wish(it, 4) || wish(it, 2))).toBe(true)
  })

  it('tells why it failed', async () => {
    const codec = await openWith(1)
    expect(() =>
      codec.call('internal', ({ say }) => {
        say('no such table')
        throw 1
      }),
    ).toThrow(silentFailure('internal', 'no such table'))
  })

  it('does not listen for ever', async () => {
    const codec = await openWith(1)
    codec.call('corrupt', ({ say }, lines) => {
      for (let n = 0; n < 1000; n++) say(`line ${n}`)
      expect(lines).toHaveLength(16)
      expect(lines[0]).toBe('line 0')
    })
  })
})

describe('heap', () => {
  const INITIAL = heap(0)

  it('is at least what every codec begins with', () => {
    expect(heap(INITIAL - 1)).toBe(INITIAL)
    expect(heap(INITIAL - 1, 1)).toBe(INITIAL)
  })

  test.each([INITIAL + 1, 40_000_001, 123_456_789])('leaves room for the least growth: %d', (used) => {
    expect(heap(used)).toBeGreaterThanOrEqual(used * 1.05)
    expect(heap(used)).toBeLessThan(used * 1.05 + PAGE)
    expect(heap(used) % PAGE).toBe(0)
  })

  it('needs none for a last large piece', () => {
    expect(heap(INITIAL, 40_000_000)).toBeLessThan(INITIAL + 40_000_000 + PAGE)
  })
})
