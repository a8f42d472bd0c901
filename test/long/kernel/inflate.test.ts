import { constants, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { bitWriter, canonicalCodes, writeDynamicHead } from '../../support/bytes/bit-writer.ts'
import { join } from '../../support/bytes/image-writers.ts'
import { mutant } from '../../support/hostile/mutations.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { inflated, inflateKernel } from '../../support/kernel/inflate.ts'
import { cpuTimer } from '../../support/process/cpu-time.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { runs } from '../../support/properties/runs.ts'

const CORRUPT = -1

const random = randomNumbers(1)
const make = (length: number, at: (at: number) => number) => Uint8Array.from({ length }, (_, i) => at(i))

/**
 * Sources whose streams have literals and matches of all kinds, near and far, with short and long
 * codes.
 */
const SOURCES: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(0),
  'one byte': Uint8Array.of(7),
  noise: make(70_000, () => random()),
  'noise of few levels': make(90_000, () => random() & 7),
  waves: make(150_000, (at) => 128 + 90 * Math.sin(at / 40) + (random() & 3)),
  'one level': new Uint8Array(400_000).fill(9),
  'short sequences': make(120_000, (at) => at % (1 + (at >> 12))),
  'far repeats': make(200_000, (at) => Math.imul(at % 32_768, 2654435761) >>> 24),
}

const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED, Z_DEFAULT_STRATEGY } = constants
const WAYS = [
  { level: 0 },
  { level: 1 },
  { level: 6 },
  { level: 9, memLevel: 9 },
  { level: 6, memLevel: 1 },
  ...[Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED, Z_DEFAULT_STRATEGY].map((strategy) => ({ strategy })),
  { level: 6, windowBits: 9 },
]

function expectSame({ status, data }: ReturnType<typeof inflated>, plain: Uint8Array): void {
  expect(status).toBe(0)
  expect(Buffer.compare(data, plain)).toBe(0)
}

describe.each(Object.entries(SOURCES))('a stream of %s', (_, plain) => {
  it('inflates to the source', () => {
    for (const options of WAYS) {
      expectSame(inflated(inflateKernel(), deflateSync(plain, options)), plain)
      expectSame(inflated(inflateKernel(), deflateRawSync(plain, options), false), plain)
    }
  })

  it('inflates alike for any chunks', () => {
    const streams = WAYS.map((options) => deflateSync(plain, options))
    const cuts = fc.array(fc.nat({ max: 300_000 }), { maxLength: 30 })
    fc.assert(
      fc.property(
        fc.constantFrom(...streams),
        cuts,
        fc.integer({ min: 1, max: 70 }),
        (stream, cuts, step) => {
          const first = Array.from({ length: 60 }, (_, at) => at * step)
          const last = first.map((at) => stream.length - at)
          const at = [...cuts.map((cut) => cut % (stream.length + 1)), ...first, ...last]
          expectSame(
            inflated(
              inflateKernel(),
              stream,
              true,
              at.filter((cut) => cut >= 0),
            ),
            plain,
          )
        },
      ),
      { numRuns: runs(12) },
    )
  })
})

const mixed = join(...Object.values(SOURCES).map((source) => source.subarray(0, 4000)))

test('accepts one byte at a time', () => {
  for (const options of WAYS) {
    const stream = deflateSync(mixed, options)
    expectSame(inflated(inflateKernel(), stream, true, stream.keys()), mixed)
  }
})

test('returns all bytes that a truncated stream determines', () => {
  const small = mixed.subarray(3000, 6500)
  const instance = inflateKernel()
  for (const options of WAYS) {
    const stream = deflateSync(small, options)
    for (let length = 0; length < stream.length; length += 1 + (random() % 40)) {
      const cut = stream.subarray(0, length)
      const theirs = inflateSync(cut, { finishFlush: constants.Z_SYNC_FLUSH })
      for (const cuts of [[], [length - 40, length - 9, length - 1]])
        expectSame(inflated(instance, cut, true, cuts), theirs)
    }
  }
})

test('ignores bytes after the end', () => {
  const stream = deflateSync(mixed)
  const more = join(stream, new Uint8Array(200_000).fill(255))
  for (const cuts of [[], [stream.length], [stream.length - 1, stream.length + 1]])
    expectSame(inflated(inflateKernel(), more, true, cuts), mixed)
})

test('inflates one stream after another in one instance', () => {
  const instance = inflateKernel()
  expect(inflated(instance, deflateSync(mixed).subarray(0, 500)).status).toBe(0)
  expectSame(inflated(instance, deflateRawSync(mixed), false), mixed)
  expect(inflated(instance, Uint8Array.of(0, 0)).status).toBe(CORRUPT)
  const before = instance.alloc(0)
  expectSame(inflated(instance, deflateSync(mixed)), mixed)
  expect(instance.alloc(0) - before).toBe(64)
})

test('returns a zlib bomb in pieces, each only after the previous one is read', () => {
  const instance = inflateKernel()
  instance.inflateOpen(1)
  const bomb = deflateSync(new Uint8Array(2 ** 25))
  new Uint8Array(instance.memory.buffer, instance.inflateInput(), bomb.length).set(bomb)
  let total = 0
  let length = instance.inflateFeed(bomb.length)
  for (; length > 0; length = instance.inflateFeed(0)) {
    expect(length).toBeLessThan(200_000)
    total += length
  }
  expect(total).toBe(2 ** 25)
  expect(instance.memory.buffer.byteLength).toBeLessThan(600_000)
})

const wrong = (stream: Uint8Array, at: number, bit = 1) =>
  stream.with(at < 0 ? stream.length + at : at, (stream.at(at) ?? 0) ^ bit)
const zlib = deflateSync(mixed)
const raw = (write: (to: ReturnType<typeof bitWriter>) => void): Uint8Array => {
  const to = bitWriter()
  write(to)
  return join(Uint8Array.of(0x78, 0x9c), to.number(0, 32).number(0, 32).bytes())
}
/** Code lengths for a complete code: symbol 0 and the end of block (256) have one bit each. */
const TWO: readonly number[] = Array.from({ length: 257 }, (_, symbol) =>
  symbol === 0 || symbol === 256 ? 1 : 0,
)

describe('a damaged stream', () => {
  it.each<[string, Uint8Array]>([
    ['without a header', Uint8Array.of(1, 2, 3, 4, 5, 6)],
    ['with a wrong check of the header', Uint8Array.of(0x78, 0x9d, 3, 0, 0, 0, 0, 1)],
    ['of another method', Uint8Array.of(0x77, 0x85, 3, 0, 0, 0, 0, 1)],
    ['with a window beyond 32 KB', Uint8Array.of(0x88, 0x1c, 3, 0, 0, 0, 0, 1)],
    ['with a preset dictionary', Uint8Array.of(0x78, 0xbb, 0, 0, 0, 1, 3, 0)],
    ...[1, 2, 3, 4]
      .map((at) => [`by byte ${at} of the checksum`, wrong(zlib, -at)] as const)
      .map(([name, stream]): [string, Uint8Array] => [name, stream]),
    ['with a block of an unknown type', raw((to) => to.number(7, 3))],
    ['with a stored length without its complement', raw((to) => to.number(1, 8).number(5, 16).number(5, 16))],
    ['with too many literals', raw((to) => to.number(5, 3).number(30, 5).number(0, 5).number(0, 4))],
    ['with too many distances', raw((to) => to.number(5, 3).number(0, 5).number(30, 5).number(0, 4))],
    ['with an incomplete length code', raw((to) => to.number(5, 3).number(0, 14).number(1, 3))],
    ['with an oversubscribed length code', raw((to) => to.number(5, 3).number(0, 14).number(0o1111, 12))],
    ['with an oversubscribed code', raw((to) => writeDynamicHead(to, TWO.with(1, 1), [1, 1]))],
    ['with an incomplete code', raw((to) => writeDynamicHead(to, TWO.with(0, 2), [1, 1]))],
    ['with an incomplete distance code', raw((to) => writeDynamicHead(to, TWO, [2, 2]))],
    ['without an end of block', raw((to) => writeDynamicHead(to, TWO.with(256, 0).with(1, 1), [1, 1]))],
    ['with an invalid length', raw((to) => to.number(3, 3).code(0b11000110, 8))],
    ['with an invalid distance', raw((to) => to.number(3, 3).code(1, 7).code(30, 5))],
    ['with a distance before the start', raw((to) => to.number(3, 3).code(0x30, 8).code(1, 7).code(1, 5))],
    [
      'with a distance, but no distance code',
      raw((to) => {
        writeDynamicHead(to, [...TWO.with(0, 2), 2], [0])
        to.code(0b10, 2).code(0b11, 2)
      }),
    ],
    [
      'with a distance outside the only code',
      raw((to) => {
        writeDynamicHead(to, [...TWO.with(0, 2), 2], [1])
        to.code(0b10, 2).code(0b11, 2).code(1, 1)
      }),
    ],
  ])('is refused as by zlib: %s', (_, stream) => {
    expect(() => inflateSync(stream)).toThrow(/incorrect|invalid|unknown|too many|Missing/)
    for (const cuts of [[], stream.subarray(0, 100).keys()])
      expect(inflated(inflateKernel(), stream, true, cuts).status).toBe(CORRUPT)
  })

  it('is refused after all bytes before the damage', () => {
    const { data, status } = inflated(inflateKernel(), wrong(zlib, -2))
    expect([status, data.length]).toEqual([CORRUPT, mixed.length])
  })
})

test('accepts a code of one symbol, and no distance code, as zlib does', () => {
  const to = bitWriter()
  // A match of length 3 at distance 1.
  const literals = [...TWO.with(0, 2).with(256, 1), 2]
  const [zero = 0, end = 0, three = 0] = [0, 256, 257].map((symbol) => canonicalCodes(literals)[symbol] ?? 0)
  writeDynamicHead(to, literals, [1], false)
  to.code(zero, 2).code(three, 2).code(0, 1).code(end, 1)
  writeDynamicHead(to, TWO.with(256, 1).with(0, 0), [0], false)
  to.code(0, 1)
  writeDynamicHead(to, TWO, [0])
  to.code(0, 1).code(1, 1)
  const stream = to.bytes()
  const plain = inflateRawSync(stream)
  expect([...plain]).toEqual([0, 0, 0, 0, 0])
  for (const cuts of [[], stream.keys()]) expectSame(inflated(inflateKernel(), stream, false, cuts), plain)
})

test('decodes every length and distance, and codes of all lengths', () => {
  // Complete codes of 1 to 15 bits, which need subtables.
  const steep = (count: number, first: number) =>
    Array.from({ length: count }, (_, symbol) => {
      const at = (symbol - first + count) % count
      return at < 14 ? at + 1 : at < 16 ? 15 : 0
    })
  for (let first = 240; first < 286; first += 3) {
    const literals = steep(286, first)
    if (!literals[256]) literals[256] = 0
    const distances = steep(30, first % 30)
    if (!literals[256]) continue
    const codes = { literals: canonicalCodes(literals), distances: canonicalCodes(distances) }
    const stored = make(33_000, () => random())
    const to = bitWriter()
    writeDynamicHead(to, literals, distances)
    for (let times = 0; times < 60; times++) {
      for (const [symbol, length] of literals.entries()) {
        if (length === 0 || symbol === 256) continue
        to.code(codes.literals[symbol] ?? 0, length)
        if (symbol < 256) continue
        to.number(random(), symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2)
        const [distance = 0] = distances.flatMap((its, far) => (its ? [far] : [])).slice(random() % 16)
        to.code(codes.distances[distance] ?? 0, distances[distance] ?? 0)
        to.number(random(), distance < 4 ? 0 : (distance - 2) >> 1)
      }
    }
    to.code(codes.literals[256] ?? 0, literals[256] ?? 0)
    const whole = join(storedBlock(stored), to.bytes())
    expectSame(inflated(inflateKernel(), whole, false, [40_000]), inflateRawSync(whole))
  }
})

test('decodes long codes after long matches', () => {
  // Six short codes, and 64 codes with 12 bits for literals and lengths. 11-bit look-ups need all
  // of them.
  const literals = Array.from({ length: 281 }, (_, symbol) => {
    if (symbol < 6) return symbol + 1
    return (symbol >= 101 && symbol <= 155) || symbol === 256 || symbol >= 273 ? 12 : 0
  })
  const [shown, lengths] = [literals.slice(0, 256), literals.slice(257)].map((half) =>
    half.flatMap((length, symbol) => (length > 0 ? [symbol] : [])),
  )
  const distances = Array.from({ length: 30 }, (_, symbol) => (symbol < 14 ? 0 : Math.min(symbol - 13, 15)))
  const codes = { literals: canonicalCodes(literals), distances: canonicalCodes(distances) }
  const to = bitWriter()
  writeDynamicHead(to, literals, distances)
  function write(symbol: number): void {
    to.code(codes.literals[symbol] ?? 0, literals[symbol] ?? 0)
  }
  for (let times = 0; times < 20_000; times++) {
    if (random() % 3 > 0) write(shown?.[random() % shown.length] ?? 0)
    else {
      const symbol = 257 + (lengths?.[random() % lengths.length] ?? 0)
      write(symbol)
      to.number(random(), (symbol - 261) >> 2)
      const far = 28 + (random() & 1)
      to.code(codes.distances[far] ?? 0, distances[far] ?? 0).number(random(), (far - 2) >> 1)
    }
  }
  write(256)
  const stream = join(storedBlock(make(33_000, () => random())), to.bytes())
  expectSame(inflated(inflateKernel(), stream, false), inflateRawSync(stream))
})

function storedBlock(data: Uint8Array): Uint8Array {
  const { length } = data
  return join(Uint8Array.of(0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), data)
}

test('never leaves its memory on damaged streams, and refuses what zlib refuses', async () => {
  const small = mixed.subarray(0, 2500)
  const streams = WAYS.map((options) => deflateRawSync(small, options))
  await guarded(() => {
    for (const stream of streams) {
      for (let trial = 0; trial < 12; trial++) {
        const damaged = mutant(stream, random)
        const { status, data } = inflated(inflateKernel(), damaged, false, [random() % 3000])
        let theirs: Buffer | undefined
        try {
          theirs = inflateRawSync(damaged, { finishFlush: constants.Z_SYNC_FLUSH })
        } catch {
          theirs = undefined
        }
        expect(status).toBe(theirs ? 0 : CORRUPT)
        if (theirs) expect(Buffer.compare(data, theirs)).toBe(0)
      }
      const length = random() % stream.length
      inflated(inflateKernel(), stream.subarray(0, length), false)
    }
  })
})

describe('the time for blocks without content', () => {
  const repeated = (blocks: number, write: (to: ReturnType<typeof bitWriter>) => void): Uint8Array => {
    const to = bitWriter()
    for (let block = 0; block < blocks; block++) write(to)
    return join(...Array<Uint8Array>(3000).fill(to.bytes()))
  }
  /**
   * Writes the shortest code table: all lengths are 0, as runs, except those of the first literal,
   * the end and one distance.
   */
  const short = (to: ReturnType<typeof bitWriter>) => {
    to.number(0, 1).number(2, 2).number(0, 10).number(14, 4)
    for (let at = 0; at < 18; at++) to.number(at === 2 || at === 17 ? 1 : 0, 3)
    to.code(0, 1).code(1, 1).number(127, 7).code(1, 1).number(106, 7).code(0, 1).code(0, 1).code(1, 1)
  }
  const steep = Array.from({ length: 257 }, (_, symbol) => Math.min(symbol + 1, 15) * Number(symbol < 15))

  it.each([
    ['blocks of the fixed codes', repeated(8, (to) => to.number(0, 1).number(1, 2).code(0, 7))],
    ['blocks of short codes', repeated(8, short)],
    [
      'blocks of long codes',
      repeated(8, (to) => {
        writeDynamicHead(to, steep.with(256, 15), [1, 1], false)
        to.code(0x7fff, 15)
      }),
    ],
  ])('is small per byte: %s', (_, stream) => {
    const instance = inflateKernel()
    // The fastest run counts: others compile code, or share the processor with other tests.
    const milliseconds = Array.from({ length: 5 }, () => {
      const spent = cpuTimer()
      expect(inflated(instance, stream, false)).toEqual({ status: 0, data: Buffer.alloc(0) })
      return spent()
    })
    expect(1000 * Math.min(...milliseconds)).toBeLessThan(stream.length / 2)
  })
})
