import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fontCache } from '../../../../src/edge/overlay/fonts.ts'
import { textLayer } from '../../../../src/edge/overlay/text-layer.ts'
import { httpSource } from '../../../../src/edge/source/http.ts'
import type { OverlayOptions } from '../../../../src/engine/options/layers.ts'
import { totalBytes } from '../../../../src/engine/wasm/needs.ts'
import { Failure } from '../../../../src/errors.ts'
import type { Demand, Lease } from '../../../../src/memory/index.ts'
import { timing } from '../../../../src/timing.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { failure } from '../../../support/process/failure.ts'
import { FONTS } from '../../../support/text/fonts.ts'
import { plainFont } from '../../../support/text/hostile-fonts.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const FILES: Readonly<Record<string, Uint8Array>> = {
  plain: plainFont(),
  latin: FONTS.latin(),
  hebrew: FONTS.hebrew(),
  japanese: FONTS.japanese(),
  cut: FONTS.latin().subarray(0, 200),
  web: Buffer.from('wOFF, not more'),
}
const OUTPUT = { width: 600, height: 400 }
const RULES = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 64_000_000,
  timeout: 5000,
  totalTimeout: 60_000,
}

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin()
})
afterAll(() => origin.close())

let read: string[]
let demands: Demand[]
beforeEach(() => {
  read = []
  demands = []
})

const { admission } = admissionOf(LIMITS)

const context = {
  limits: LIMITS,
  timing: timing(),
  signal: new AbortController().signal,
  admission: {
    ...admission,
    admit<T>(demand: Demand, task: (lease: Lease) => Promise<T>) {
      demands.push(demand)
      return admission.admit(demand, task)
    },
  },
}

function open(text: string, names: readonly string[], options: Partial<OverlayOptions> = {}) {
  const files = names.map((name) => ({
    name,
    parameter: 'ol2font' as const,
    async open() {
      const file = FILES[name]
      if (!file) throw new Failure('not-found', 'ol2font: there is no such file')
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            read.push(name)
            controller.enqueue(Uint8Array.from(file))
            controller.close()
          },
        },
        { highWaterMark: 0 },
      )
      return { body, size: file.length, etag: `"${name}"`, modified: 'then', maxAge: 60 }
    },
  }))
  const overlay: OverlayOptions = { layer: 'ol2', text, ...options }
  return textLayer({ overlay, files }, fontCache(), 100, context)
}

describe('the layer of a text', () => {
  it('opens all its fonts, and reads only those that it needs', async () => {
    const { files } = await open('abc', ['latin', 'hebrew', 'japanese'])
    expect(files).toEqual(
      ['latin', 'hebrew', 'japanese'].map((name) => ({
        etag: `"${name}"`,
        modified: 'then',
        maxAge: 60,
        since: 100,
      })),
    )
    expect(read).toEqual(['latin'])
    read = []
    await open('abc אבג', ['latin', 'hebrew', 'japanese'])
    expect(read).toEqual(['latin', 'hebrew'])
  })

  it('is drawn on a large picture with the maximum number of letters', async () => {
    const letters = Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0x4e00 + at * 7))
    const layer = await open(letters.join(''), ['japanese'], { size: 0.05, width: 0.95 })
    const { render } = await layer.open({ width: 3000, height: 2000 })
    expect((await render({ width: 2850, height: 740 })).data.length).toBe(2850 * 740 * 4)
  })

  it('is refused if its outline and shadow together would take too long to draw', async () => {
    const letters = Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0x4e00 + at * 7))
    const black = { r: 0, g: 0, b: 0, alpha: 1 }
    const outlined = { size: 80, width: 1400, stroke: { width: 100, color: black } }
    async function draw(options: Partial<OverlayOptions>) {
      const { render } = await (await open(letters.join(''), ['japanese'], options)).open(OUTPUT)
      return (await render({ width: 1106, height: 1000 })).width
    }
    expect(await draw(outlined)).toBe(1106)
    await expect(draw({ ...outlined, shadow: { blur: 0, x: 0, y: 0, color: black } })).rejects.toEqual(
      failure('too-large', 'ol2text: SVG: its outlines are too long at 1106x1000: simplify it'),
    )
  })

  it('is shaped within the memory that it requests', async () => {
    const { bytes } = await memoriesOf(() => open('abc 漢字', ['latin', 'japanese']))
    const fonts = (FILES['latin']?.length ?? 0) + (FILES['japanese']?.length ?? 0)
    const [{ bytes: own = 0, codec = 0 } = {}] = demands
    expect(own).toBe(fonts)
    expect(bytes).toBeLessThanOrEqual(codec)
    expect(bytes).toBeGreaterThan(fonts)
  })

  it.each([20_000, 300_000, 4_000_000])(
    'plans the real length of a chunked font of %i bytes',
    async (length) => {
      const font = new Uint8Array(length)
      font.set(plainFont())
      origin.say(200, {}, font)
      const released: number[] = []
      const held: number[] = []
      const acquire = async (demand: Demand) => {
        const lease = await admission.acquire(demand)
        held.push(demand.bytes)
        const release = () => {
          released.push(demand.bytes)
          lease.release()
        }
        return { ...lease, release }
      }
      const file = {
        name: 'chunked',
        parameter: 'olfont' as const,
        open: (signal: AbortSignal) => httpSource(origin.base, RULES)('font.ttf', signal),
      }
      const cache = fontCache()
      const chunked = { ...context, admission: { ...context.admission, acquire } }
      await textLayer({ overlay: { layer: 'ol', text: 'a' }, files: [file] }, cache, 100, chunked)
      expect(demands.map(({ bytes }) => bytes)).toEqual([length])
      expect(demands[0]?.codec).toBeLessThan(17_500_000 + 2 * length)
      expect(held.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(Math.max(750_000, 2 * length))
      expect(released).toEqual(held)
      expect(cache.bytes()).toBe(length > 2_000_000 ? 0 : length)
    },
  )

  it('is refused if its fonts do not fit into memory', async () => {
    const small = admissionOf({ ...LIMITS, memory: 4_000_000 })
    const files = (await open('a', ['plain'])).files
    expect(files.length).toBe(1)
    const opening = textLayer(
      {
        overlay: { layer: 'ol', text: 'a' },
        files: [
          {
            name: 'a',
            parameter: 'olfont' as const,
            open: async () => ({
              body: new ReadableStream(),
              size: 9_000_000,
              etag: undefined,
              maxAge: undefined,
            }),
          },
        ],
      },
      fontCache(),
      100,
      { ...context, admission: small.admission },
    )
    await expect(opening).rejects.toEqual(failure('over-budget'))
  })

  it.each([
    ['a missing font', ['latin', 'none'], 'not-found', 'ol2font: there is no such file'],
    [
      'a font of another kind',
      ['web'],
      'unsupported',
      /^ol2font: the file must be a single TrueType or OpenType font/,
    ],
  ] as const)('is refused with the name of its parameter: %s', async (_, names, code, detail) => {
    await expect(open('abc', names)).rejects.toMatchObject({
      code,
      detail: expect.stringMatching(detail),
    })
  })

  it('is drawn or refused if its font is truncated', async () => {
    const layer = await open('abc', ['cut'])
    expect((await layer.open(OUTPUT)).size.height).toBeGreaterThan(1)
  })

  it('has a size in pixels, or as a share of the output', async () => {
    const sizeOf = async (options: Partial<OverlayOptions>) =>
      (await (await open('abc', ['plain'], options)).open(OUTPUT)).size
    expect(await sizeOf({ size: 100 })).toEqual({ width: 180, height: 100 })
    expect(await sizeOf({ size: 0.5 })).toEqual({ width: 360, height: 200 })
    expect(await sizeOf({})).toEqual({ width: 36, height: 20 })
  })

  it('is wrapped to its width, in pixels or as a share', async () => {
    const sizeOf = async (width: number) =>
      (await (await open('abc abc', ['latin'], { size: 100, width })).open(OUTPUT)).size
    const [wide, narrow, share] = [await sizeOf(590), await sizeOf(300), await sizeOf(0.5)]
    expect(narrow.height).toBeGreaterThan(wide.height * 1.9)
    expect(share).toEqual(narrow)
  })
})

/** Draws squares of 50 pixels, 60 apart, on a baseline 80 pixels below the top. */
async function pixels(options: Partial<OverlayOptions>, scale = 1) {
  const layer = await open('ab', ['plain'], { size: 100, ...options })
  const { size, memory, render } = await layer.open(OUTPUT)
  const target = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) }
  const { result: frame, bytes } = await memoriesOf(() => render(target))
  expect(bytes + frame.data.length).toBeLessThanOrEqual(totalBytes(memory(target)) + 600_000)
  return (x: number, y: number) => [
    ...frame.data.subarray((y * frame.width + x) * 4, (y * frame.width + x) * 4 + 4),
  ]
}

describe('a drawn text', () => {
  it('has its color, and is transparent around the letters', async () => {
    const at = await pixels({ color: { r: 10, g: 20, b: 30, alpha: 1 } })
    expect([at(25, 50), at(85, 50), at(55, 50), at(25, 90)]).toEqual([
      [10, 20, 30, 255],
      [10, 20, 30, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ])
  })

  it('may be translucent', async () => {
    const at = await pixels({ color: { r: 10, g: 20, b: 30, alpha: 0.5 } })
    expect(at(25, 50)).toEqual([10, 20, 30, 128])
  })

  it('has its outline below the letters', async () => {
    const at = await pixels({ stroke: { width: 4, color: { r: 200, g: 0, b: 0, alpha: 1 } } })
    // Everything is shifted by 4 pixels to the right and down.
    expect([at(4 + 25, 4 + 50), at(4 + 52, 4 + 50), at(4 + 1, 4 + 50), at(2, 4 + 50)]).toEqual([
      [255, 255, 255, 255],
      [200, 0, 0, 255],
      [255, 255, 255, 255],
      [200, 0, 0, 255],
    ])
  })

  it('has a hard or a soft shadow, which is part of its size', async () => {
    const black = { r: 0, g: 0, b: 0, alpha: 1 }
    const hard = await pixels({ shadow: { blur: 0, x: 20, y: 10, color: black } })
    expect([hard(25, 50), hard(60, 60), hard(15, 85), hard(25, 85)]).toEqual([
      [255, 255, 255, 255],
      [255, 255, 255, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 255],
    ])
    const soft = await pixels({ shadow: { blur: 5, x: 0, y: 0, color: { ...black, alpha: 0.5 } } })
    const [, , , edge = 0] = soft(10 + 51, 10 + 50 - 10)
    expect(edge).toBeGreaterThan(20)
    expect(edge).toBeLessThan(100)
  })

  it('is sharp in another size, and its shadow is scaled', async () => {
    const at = await pixels({ shadow: { blur: 0, x: 20, y: 10, color: { r: 0, g: 0, b: 0, alpha: 1 } } }, 2)
    expect([at(50, 100), at(50, 170)]).toEqual([
      [255, 255, 255, 255],
      [0, 0, 0, 255],
    ])
  })
})
