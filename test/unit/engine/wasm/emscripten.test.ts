import { beforeEach, describe, expect, it, test } from 'vitest'
import { codecMemory, type Factory, withCodec } from '../../../../src/engine/wasm/emscripten.ts'
import type { ErrorCode } from '../../../../src/errors.ts'
import { LARGE_CLASS } from '../../../../src/memory/classes.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const PAGE = 65_536

/** Node's constructor compiles synchronously. The types of Workers hide it. */
const compile = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module

const MEMORY_ONLY = new compile(
  Buffer.from('0061736d01000000020f0103656e76066d656d6f727902000107050101' + '6d0200', 'hex'),
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

const INITIAL_PAGES = LARGE_CLASS.initial

const CODEC = { factory, wasm: MEMORY_ONLY }
const call = <Result>(
  pages: number,
  code: ErrorCode,
  use: (codec: Codec, lines: readonly string[]) => Result,
): Promise<Result> => withCodec(CODEC, (INITIAL_PAGES + pages) * PAGE, code, use)

/** Grows the memory as Emscripten's glue does, which treats an exception as a refusal. */
function grow({ memory }: Codec, pages: number): boolean {
  try {
    memory.grow(pages)
    return true
  } catch {
    return false
  }
}

const pagesOf = ({ memory }: Codec) => memory.buffer.byteLength / PAGE - INITIAL_PAGES

beforeEach(dropIdle)

describe('a codec', () => {
  it('reuses the wiped memory and the instance of the previous call', async () => {
    const first = await call(4, 'corrupt', (codec) => {
      new Uint8Array(codec.memory.buffer).fill(255, 1000, 200_000)
      return codec
    })
    await call(4, 'corrupt', (second) => {
      expect(second).toBe(first)
      expect(
        Buffer.from(second.memory.buffer as ArrayBuffer).equals(
          Buffer.alloc(second.memory.buffer.byteLength),
        ),
      ).toBe(true)
    })
  })

  it('is started again after another codec has grown the memory', async () => {
    const first = await call(4, 'corrupt', (codec) => codec)
    await withCodec({ factory, wasm: MEMORY_ONLY }, (INITIAL_PAGES + 9) * PAGE, 'corrupt', (other) => {
      expect(other).not.toBe(first)
      expect(grow(other, 5)).toBe(true)
    })
    expect(await call(9, 'corrupt', (codec) => codec)).not.toBe(first)
  })

  it('is not called again after a failure, and its memory is wiped', async () => {
    const memories: WebAssembly.Memory[] = []
    const codecs: Codec[] = []
    const failing = call(4, 'corrupt', (codec) => {
      const { memory } = codec
      codecs.push(codec)
      memories.push(memory)
      new Uint8Array(memory.buffer).fill(255)
      throw new WebAssembly.RuntimeError('unreachable')
    })
    await expect(failing).rejects.toThrow(failure('corrupt', undefined, 'RuntimeError: unreachable'))
    await call(4, 'corrupt', (codec) => {
      const { memory } = codec
      expect(codec).not.toBe(codecs[0])
      expect(memory).toBe(memories[0])
      expect(new Uint8Array(memory.buffer, 0, PAGE).every((byte) => byte === 0)).toBe(true)
    })
  })

  it('grows up to its limit', async () => {
    const pages = await call(4, 'corrupt', (codec) => {
      expect(grow(codec, 3)).toBe(true)
      return pagesOf(codec)
    })
    expect(pages).toBe(3)
  })

  it('fails beyond its limit', async () => {
    const pages: number[] = []
    const refused = call(4, 'corrupt', (codec) => {
      expect(grow(codec, 5)).toBe(false)
      pages.push(pagesOf(codec))
      return 'a picture'
    })
    await expect(refused).rejects.toThrow(failure('over-budget', expect.stringContaining('save it again')))
    expect(pages).toEqual([0])
  })

  it('is refused memory above a limit that is lower than the previous one', async () => {
    await call(9, 'corrupt', (codec) => grow(codec, 3))
    expect(
      await call(4, 'corrupt', (codec) => [grow(codec, 1), grow(codec, 1)].join()).catch(String),
    ).toMatch(/Failure/)
  })

  it('reports a lack of memory rather than its consequences', async () => {
    const failing = call(4, 'corrupt', (codec) => {
      if (!grow(codec, 5)) throw new WebAssembly.RuntimeError('abort')
    })
    await expect(failing).rejects.toThrow(failure('over-budget'))
  })

  it('may retry with less memory', async () => {
    expect(await call(4, 'corrupt', (codec) => grow(codec, 5) || grow(codec, 2))).toBe(true)
  })

  it('reports the reason of a failure', async () => {
    const failing = call(1, 'internal', ({ say }) => {
      say('no such table')
      throw 1
    })
    await expect(failing).rejects.toThrow(silentFailure('internal', 'no such table'))
  })

  it('keeps a limited number of printed lines', async () => {
    await call(1, 'corrupt', ({ say }, lines) => {
      for (let n = 0; n < 1000; n++) say(`line ${n}`)
      expect(lines).toHaveLength(16)
      expect(lines[0]).toBe('line 0')
    })
  })
})

describe('codecMemory', () => {
  const INITIAL = codecMemory(0)

  it('is at least the initial memory of every codec', () => {
    expect(codecMemory(INITIAL - 1)).toBe(INITIAL)
    expect(codecMemory(INITIAL - 1, 1)).toBe(INITIAL)
  })

  test.each([INITIAL + 1, 40_000_001, 123_456_789])('leaves room for the smallest growth: %d', (used) => {
    expect(codecMemory(used)).toBeGreaterThanOrEqual(used * 1.05)
    expect(codecMemory(used)).toBeLessThan(used * 1.05 + PAGE)
    expect(codecMemory(used) % PAGE).toBe(0)
  })

  it('needs no extra growth for a last large block', () => {
    expect(codecMemory(INITIAL, 40_000_000)).toBeLessThan(INITIAL + 40_000_000 + PAGE)
  })
})
