import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AVIF_DECODER } from '../../../../src/engine/formats/avif/decoder.ts'
import { AVIF_ENCODER } from '../../../../src/engine/formats/avif/encoder.ts'
import { guardedImports } from '../../../../src/engine/wasm/embind.ts'
import { type CodecModule, openCodec } from '../../../../src/engine/wasm/emscripten.ts'
import { LARGE_CLASS } from '../../../../src/memory/classes.ts'

const WIDTH = 24
const HEIGHT = 16

const pixels = new Uint8Array(WIDTH * HEIGHT * 4).fill(130)
const OPTIONS = {
  quality: 60,
  qualityAlpha: 60,
  denoiseLevel: 0,
  tileColsLog2: 0,
  tileRowsLog2: 0,
  speed: 9,
  subsample: 1,
  chromaDeltaQ: false,
  sharpness: 0,
  tune: 0,
  enableSharpYUV: false,
  bitDepth: 8,
  lossless: false,
}

let avif: Uint8Array

beforeAll(async () => {
  const raw = { width: WIDTH, height: HEIGHT, channels: 4 } as const
  avif = new Uint8Array(await sharp(pixels, { raw }).removeAlpha().avif().toBuffer())
})

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Starts a codec in a memory of its own. */
async function started<Codec>(module: CodecModule<Codec>) {
  const memory = new WebAssembly.Memory(LARGE_CLASS)
  const { instance } = await openCodec(module, memory)
  return { codec: instance.codec, memory }
}

/** Overwrites all copies of a text that ends with NUL. The other text must not be longer. */
function overwrite({ buffer }: WebAssembly.Memory, text: string, other: string): void {
  const bytes = Buffer.from(buffer)
  const places: number[] = []
  for (let at = bytes.indexOf(`${text}\0`); at >= 0; at = bytes.indexOf(`${text}\0`, at + 1)) places.push(at)
  expect(places).not.toEqual([])
  for (const at of places) bytes.write(other.padEnd(text.length, '\0'), at, 'latin1')
}

/** Returns a global that keeps the arguments of its calls, as `Function` would run them. */
function trap(): unknown[][] {
  const calls: unknown[][] = []
  vi.stubGlobal('Trap', function Trap(...values: unknown[]) {
    calls.push(values)
    return new Uint8Array(8)
  })
  return calls
}

describe('the decoder of libavif', () => {
  it('decodes', async () => {
    const { codec } = await started(AVIF_DECODER)
    expect(codec.decode(avif, 8)).toMatchObject({ width: WIDTH, height: HEIGHT })
  })

  it.each(['ImageData', 'Uint8ClampedArray'])(
    'reaches no global by a name that a file has written over %s',
    async (name) => {
      const { codec, memory } = await started(AVIF_DECODER)
      const calls = trap()
      overwrite(memory, name, 'Trap')
      expect(() => codec.decode(avif, 8)).toThrow()
      expect(calls).toEqual([])
    },
  )
})

describe('the encoder of libavif', () => {
  it('encodes', async () => {
    const { codec } = await started(AVIF_ENCODER)
    expect(codec.encode(pixels, WIDTH, HEIGHT, OPTIONS)?.length).toBeGreaterThan(100)
  })

  it('reaches no global by a name that a file has written over Uint8Array', async () => {
    const { codec, memory } = await started(AVIF_ENCODER)
    const calls = trap()
    overwrite(memory, 'Uint8Array', 'Trap')
    expect(() => codec.encode(pixels, WIDTH, HEIGHT, OPTIONS)).toThrow()
    expect(calls).toEqual([])
  })
})

describe('the imports of the glue of libavif', () => {
  const { resolve } = createRequire(import.meta.url)

  /** Names of the glue's functions, by their letters as imports. */
  async function importsOf(path: string): Promise<ReadonlyMap<string, string>> {
    const glue = await readFile(resolve(path), 'utf8')
    const [, list = ''] = /var wasmImports=\{(.*?)\}/.exec(glue) ?? []
    return new Map(list.split(',').map((entry) => entry.split(':') as [string, string]))
  }

  it.each([
    ['decoder', AVIF_DECODER, '@jsquash/avif/codec/dec/avif_dec.js'],
    ['encoder', AVIF_ENCODER, '@jsquash/avif/codec/enc/avif_enc.js'],
  ])('of the %s are guarded where they read a name', async (_, { values }, path) => {
    const imports = await importsOf(path)
    expect(imports.get(values?.lookUp ?? '')).toBe('__emval_get_global')
    const byName =
      /^__emval_(?:call_method|new_cstring|new_u|set_property|get_property|take_value|get_module)/
    const found = [...imports].filter(([, name]) => byName.test(name)).map(([letter]) => letter)
    expect(values?.unused.toSorted()).toEqual(found.toSorted())
  })
})

describe('guarded imports', () => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  Buffer.from(memory.buffer).write('Array\0Function\0Arrays\0', 8, 'latin1')
  const lookUp = vi.fn((_address: number) => 20)
  const values = { lookUp: 'l', names: ['Array'], unused: ['m'] }
  const { a = {} } = guardedImports({ a: { l: lookUp, m: () => 1, n: () => 3 } }, memory, values)
  const call = (name: string, ...values: readonly number[]): unknown => {
    const found = a[name]
    if (typeof found !== 'function') throw new Error(`there is no import ${name}`)
    return found(...values)
  }

  it.each([
    ['the global object', 0],
    ['another global', 14],
    ['a longer name', 23],
    ['the end of a name', 9],
    ['a negative address', -8],
    ['an address beyond the memory', 65_536],
  ])('find nothing for %s', (_, address) => {
    expect(call('l', address)).toBe(2)
    expect(lookUp).not.toHaveBeenCalled()
  })

  it('find a known name', () => {
    expect(call('l', 8)).toBe(20)
    expect(lookUp).toHaveBeenCalledWith(8)
  })

  it('refuse calls that the module does not need, and keep the others', () => {
    expect(() => call('m')).toThrow('the module called the unsupported import m')
    expect(call('n')).toBe(3)
  })

  it('are refused if the glue has no such import', () => {
    expect(() => guardedImports({ a: {} }, memory, values)).toThrow('the glue has no import l')
  })
})
