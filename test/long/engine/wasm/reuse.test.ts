import sharp from 'sharp'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decoder as avifDecoder } from '../../../../src/engine/formats/avif/decoder.ts'
import { encoder as avifEncoder } from '../../../../src/engine/formats/avif/encoder.ts'
import type { Decoder } from '../../../../src/engine/formats/codec.ts'
import * as webp from '../../../../src/engine/formats/webp/codec.ts'
import { encodeLossless } from '../../../../src/engine/formats/webp/lossless-encoder.ts'
import type { Picture } from '../../../../src/engine/picture/picture.ts'
import { drawSvg } from '../../../../src/engine/svg/draw.ts'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { upload } from '../../../../src/engine/wasm/heap.ts'
import type { Kernel } from '../../../../src/engine/wasm/kernel.ts'
import { scale } from '../../../../src/engine/wasm/scaler.ts'
import { scaleMemory } from '../../../../src/engine/wasm/scaler-memory.ts'
import { sideKernel } from '../../../../src/engine/wasm/side-kernel.ts'
import { withKernel } from '../../../../src/engine/wasm/with-kernel.ts'
import { classOf, ownSeat, pool, type Seat } from '../../../../src/memory/index.ts'
import { decodeWhole } from '../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { failure } from '../../../support/process/failure.ts'

const SIZE = { width: 120, height: 90 }
const picture = makePicture(SIZE.width, SIZE.height, { noise: 40, alpha: 'soft' })
const other = makePicture(150, 100, { noise: 255 })
const raw = { raw: { ...SIZE, channels: 4 } } as const

const ACTIVE = { at: Number.POSITIVE_INFINITY }

beforeEach(dropIdle)

/** Takes a place for a kernel of `bytes`. */
function seatFor(bytes: number): Seat {
  const place = pool.placeFor(bytes, new Map(), new Set())
  if (!place) throw new Error(`no memory of the class ${classOf(bytes).name} is free`)
  return pool.take(place, bytes, ACTIVE)
}

async function seated<T>(bytes: number, work: (kernel: Kernel) => Promise<T>): Promise<T> {
  const seat = seatFor(bytes)
  try {
    return await withKernel(seat, work)
  } finally {
    seat.free()
  }
}

/** Returns the memory that the next kernel of `bytes` gets. */
function idle(bytes = 1): WebAssembly.Memory {
  const place = pool.placeFor(bytes, new Map(), new Set())
  return place?.memory ?? expect.fail()
}

const large = () => pool.large.memory ?? expect.fail()

function nonzero({ buffer }: WebAssembly.Memory): number {
  const words = new Uint32Array(buffer)
  let count = 0
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) count++
  return count
}

describe('a kernel', () => {
  it('wipes its memory for the next one, after a failure, too', async () => {
    const fill = (kernel: { alloc(bytes: number): number; memory: WebAssembly.Memory }) => {
      const address = kernel.alloc(100_000)
      new Uint8Array(kernel.memory.buffer).fill(255, address)
    }
    await seated(1, async (kernel) => fill(kernel))
    expect(nonzero(idle())).toBe(0)
    dropIdle()
    await expect(
      seated(1, async (kernel) => {
        fill(kernel)
        throw new Error('stopped')
      }),
    ).rejects.toThrow('stopped')
    expect(nonzero(idle())).toBe(0)
  })

  it('reports a trap as corrupt, and its wiped memory serves another kernel', async () => {
    const memory = await seated(1, async ({ memory }) => memory)
    await expect(
      seated(1, async (kernel) => {
        expect(kernel.memory).toBe(memory)
        kernel.heapRestore(kernel.heapCheckpoint() + 1)
      }),
    ).rejects.toThrow(
      failure(
        'corrupt',
        'the image data is damaged or incomplete; upload the file again',
        'kernel: RuntimeError: unreachable',
      ),
    )
    await seated(1, async (kernel) => {
      expect(kernel.memory).toBe(memory)
      expect(nonzero(memory)).toBeLessThan(10_000)
    })
  })

  it('passes on other errors unchanged', async () => {
    const defect = new RangeError('a defect')
    await expect(seated(1, async () => Promise.reject(defect))).rejects.toBe(defect)
  })

  it('reuses a memory that has grown', async () => {
    const memory = await seated(1, async ({ memory, alloc }) => {
      alloc(800_000)
      return memory
    })
    const bytes = memory.buffer.byteLength
    await seated(1, async (kernel) => {
      expect(kernel.memory).toBe(memory)
      const address = kernel.alloc(700_000)
      expect(new Uint8Array(memory.buffer, address, 700_000).every((byte) => byte === 0)).toBe(true)
    })
    expect(memory.buffer.byteLength).toBe(bytes)
  })

  it('starts side.wasm anew in a reused memory', async () => {
    const encode = () =>
      seated(2_000_000, async (kernel) => {
        const address = upload(kernel, picture.data)
        const placed = { ...SIZE, layout: 'rgba', planes: [{ ...SIZE, address }] } as const
        return { memory: kernel.memory, side: sideKernel(kernel), file: encodeLossless(placed, kernel) }
      })
    const first = await encode()
    const second = await encode()
    expect(second.memory).toBe(first.memory)
    expect(second.side === first.side).toBe(false)
    expect(second.file).toEqual(first.file)
    expect(nonzero(idle(2_000_000))).toBe(0)
  })

  it('never shares a memory with a running one', async () => {
    await seated(1, async (outer) => {
      await seated(1, async (inner) => expect(inner.memory).not.toBe(outer.memory))
    })
  })
})

describe('a decoder', () => {
  const files: Record<string, { decoder: Decoder; good: Buffer; next: Buffer }> = {}
  beforeAll(async () => {
    const image = sharp(picture.data, raw)
    const wide = sharp(other.data, { raw: { width: 150, height: 100, channels: 4 } })
    files['webp'] = {
      decoder: webp.decoder,
      good: await image.clone().webp().toBuffer(),
      next: await wide.clone().webp({ lossless: true }).toBuffer(),
    }
    files['avif'] = {
      decoder: avifDecoder,
      good: await image.clone().avif({ effort: 0 }).toBuffer(),
      next: await wide.clone().avif({ effort: 0 }).toBuffer(),
    }
    const planar = { effort: 0, chromaSubsampling: '4:2:0' }
    files['avif by planes'] = {
      decoder: avifDecoder,
      good: await image.clone().removeAlpha().avif(planar).toBuffer(),
      next: await wide.clone().removeAlpha().avif(planar).toBuffer(),
    }
  })

  it.each(['webp', 'avif', 'avif by planes'])(
    'for %s gives the same pixels in a reused instance',
    async (format) => {
      const { decoder, good, next } = files[format] ?? expect.fail()
      const fresh = await decodeWhole(decoder, good)
      await decodeWhole(decoder, next)
      expect(await decodeWhole(decoder, good)).toEqual(fresh)
    },
  )

  it.each(['avif', 'avif by planes'])('for %s gives the same pixels after damaged files', async (format) => {
    const { decoder, good } = files[format] ?? expect.fail()
    const fresh = await decodeWhole(decoder, good)
    const memory = large()
    for (let at = good.length - 40; at > 60; at -= Math.ceil(good.length / 40)) {
      const damaged = Buffer.from(good)
      damaged.fill(0xa5, at, at + 20)
      await decodeWhole(decoder, damaged).catch(() => undefined)
    }
    expect(await decodeWhole(decoder, good)).toEqual(fresh)
    // Repeated failures allocate no new memories.
    expect(large()).toBe(memory)
    expect(nonzero(memory)).toBe(0)
  })
})

describe('an encoder', () => {
  const settings = { ...SETTINGS, alpha: true }
  const encoders = {
    AVIF: (placed: Picture, kernel: Kernel) => avifEncoder.encode(placed, settings, kernel),
  }
  it.each(Object.keys(encoders) as (keyof typeof encoders)[])(
    'for %s writes the same bytes in a reused memory',
    async (name) => {
      const encode = async (frame: typeof picture, by = encoders[name]) => {
        const { kernel, picture: placed } = inKernel(frame)
        return by(placed, kernel)
      }
      const fresh = await encode(picture)
      for (const each of Object.values(encoders)) await encode(other, each)
      expect(await encode(picture)).toEqual(fresh)
      expect(nonzero(large())).toBe(0)
    },
  )
})

describe('a large memory', () => {
  it('serves a kernel with a large plan, and codecs before and after it', async () => {
    const encode = async () => {
      const { kernel, picture: placed } = inKernel(picture)
      return avifEncoder.encode(placed, SETTINGS, kernel)
    }
    const fresh = await encode()
    const memory = large()
    await seated(40e6, async (kernel) => {
      expect(kernel.memory).toBe(memory)
      const address = kernel.alloc(30_000_000)
      new Uint8Array(kernel.memory.buffer).fill(255, address)
    })
    expect(nonzero(memory)).toBe(0)
    expect(await encode()).toEqual(fresh)
    expect(large()).toBe(memory)
  })
})

describe('a reused instance', () => {
  it('of ThorVG draws the same', async () => {
    const svg = (content: string) =>
      readSvg(
        new TextEncoder().encode(
          `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">${content}</svg>`,
        ),
      )
    const seat = ownSeat(new WebAssembly.Memory({ initial: 267, maximum: 1024 }))
    const draw = (content: string) =>
      seated(1, async (kernel) => {
        const [plane] = drawSvg(svg(content), { width: 40, height: 40 }, kernel, seat).planes
        return new Uint8Array(kernel.memory.buffer, plane?.address, 40 * 40 * 4).slice()
      })
    const fresh = await draw('<circle r="30" fill="red" opacity=".5"/>')
    await draw('<rect width="40" height="40" fill="blue"/>')
    expect(await draw('<circle r="30" fill="red" opacity=".5"/>')).toEqual(fresh)
    expect(nonzero(seat.memory)).toBe(0)
  })

  it.each(['hqx', 'magic'] as const)('of %s scales the same, and does not grow', (by) => {
    const scaling = { by, up: 2, down: 1 }
    const seat = ownSeat(new WebAssembly.Memory({ initial: 17 }))
    const run = (frame: typeof picture) => {
      const { kernel, picture: placed } = inKernel(frame)
      const rows = scale(kernel, placed.planes[0]?.address ?? 0, placed, scaling, seat)
      const scaled = Buffer.concat(Array.from(rows, (part) => part.rows.slice()))
      seat.end()
      return { scaled, bytes: seat.memory.buffer.byteLength }
    }
    const fresh = run(picture)
    const larger = run(other)
    const again = run(picture)
    expect(again.scaled).toEqual(fresh.scaled)
    expect(larger.bytes).toBeLessThanOrEqual(scaleMemory(other, scaling).bytes)
    expect(again.bytes).toBe(larger.bytes)
  })
})
