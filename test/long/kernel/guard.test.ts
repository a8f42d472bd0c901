import { describe, expect, it } from 'vitest'
import { frequenciesOf } from '../../../cli/mark/frequencies.ts'
import { openMap } from '../../../cli/mark/maps.ts'
import { residualOf } from '../../../cli/mark/residual.ts'
import { emptySpectrum, openSpectrum } from '../../../cli/mark/spectrum.ts'
import { FINE_CURVE } from '../../../src/engine/color/fine-curve.ts'
import { inkGrid } from '../../../src/engine/color/ink-grid.ts'
import { encoder as jpegEncoder } from '../../../src/engine/formats/jpeg/encoder.ts'
import { readPng } from '../../../src/engine/formats/png/reader.ts'
import { writePng } from '../../../src/engine/formats/png/writer.ts'
import { decoder as webpDecoder } from '../../../src/engine/formats/webp/decoder.ts'
import type { Step } from '../../../src/engine/ops/operations.ts'
import { composeOverlay } from '../../../src/engine/ops/overlay.ts'
import { placeOverlay } from '../../../src/engine/ops/placement.ts'
import { rotatedSize } from '../../../src/engine/ops/rotate.ts'
import { weightsOf } from '../../../src/engine/rows/matrix.ts'
import { BLENDS, FILTERS, type Kernel, openKernel, view } from '../../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../../src/engine/wasm/side-kernel.ts'
import { vp8Encoder } from '../../../src/engine/wasm/vp8-encoder.ts'
import { byteInput } from '../../support/engine/byte-input.ts'
import { headerOf } from '../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../support/engine/encode-settings.ts'
import { inKernel, operate } from '../../support/engine/operate.ts'
import { decode, EIGHTHS, STATUS } from '../../support/jpeg/kernel.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { jpegFiles, pngFiles } from '../../support/picture/files.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { webpFiles } from '../../support/webp/files.ts'

const INK_CURVES = Array.from({ length: 4 }, () => (ink: number) => ink)

/** Runs some work under the guard, and checks that it used memory. */
async function kept(work: (instance: Kernel) => unknown): Promise<void> {
  const { accesses } = await guarded(() => work(openKernel()))
  expect(accesses).toBeGreaterThan(0)
}

function wideGeometry(
  [inWidth, inHeight]: readonly [number, number],
  [x, y, width, height]: readonly [number, number, number, number],
  [outWidth, outHeight]: readonly [number, number],
  filter: number,
) {
  return { inWidth, inHeight, x, y, width, height, outWidth, outHeight, filter }
}

/** The same for work that has to use `side.wasm`. */
async function keptInSide(work: (instance: Kernel) => unknown): Promise<void> {
  const { side } = await guarded(() => work(openKernel()))
  expect(side).toBeGreaterThan(0)
}

function put(instance: Kernel, data: Uint8Array): number {
  const address = instance.alloc(data.length)
  view(instance, address, data.length).set(data)
  return address
}

const noise = (length: number) => Uint8Array.from({ length }, (_, at) => Math.imul(at + 1, 2654435761) >>> 24)

const WEBP_FILES = [...(await webpFiles(37, 11))]

describe('loads and stores stay inside their blocks', () => {
  it.each([...jpegFiles(45, 39)])('when reading a %s', async (_, file) => {
    for (const eighths of EIGHTHS) {
      await kept(() => expect(decode(file, eighths, [700, 0, 1, 90]).status).toBe(STATUS.done))
    }
  })

  it.each([...pngFiles(37, 11)])('when reading a %s', async (_, file) => {
    await kept(async (instance) => {
      const { strips } = await readPng(byteInput(file, [50, 90]), headerOf(file), instance)
      for await (const strip of strips) expect(strip.planes[0]?.count).toBeGreaterThan(0)
    })
  })

  it.each(WEBP_FILES)('when reading a %s', async (_, file) => {
    await kept(async (instance) => {
      const { strips } = await webpDecoder.decode(byteInput(file, [60, 90]), headerOf(file), instance, 8)
      for await (const strip of strips) expect(strip.planes[0]?.count).toBeGreaterThan(0)
    })
  })

  it('when reading JPEGs and PNGs of a few pixels', async () => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [17, 1],
    ] as const) {
      for (const file of jpegFiles(width, height).values()) {
        await kept(() => {
          for (const eighths of EIGHTHS) decode(file, eighths)
        })
      }
      for (const file of pngFiles(width, height).values()) {
        await kept(async (instance) => {
          const { strips } = await readPng(byteInput(file), headerOf(file), instance)
          for await (const { planes } of strips) expect(planes[0]?.count).toBeGreaterThan(0)
        })
      }
    }
  })

  it.each([1, 3, 4])('when filtering rows of %d channels', async (channels) => {
    for (const width of [1, 2, 5, 16, 31, 65]) {
      const { data, ...size } = makePicture(width, 3, { noise: 30 })
      const frame = channels === 1 ? data.map((_, at) => data[at & ~3] ?? 0) : data
      for (const adaptive of [false, true]) {
        const settings = { adaptive, alpha: channels === 4 }
        await kept((instance) => writePng({ ...size, data: frame }, settings, instance))
        await kept((instance) => {
          const resident = view(instance, put(instance, frame), frame.length)
          return writePng({ ...size, data: resident }, settings, instance)
        })
      }
    }
  })

  it('when reducing colors', async () => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [5, 70],
      [33, 128],
      [31, 131],
    ] as const) {
      const { data, ...size } = makePicture(width, height, { noise: 30 })
      for (const colors of [2, 16, 256]) {
        for (const settings of [{ alpha: true }, { alpha: false }, { alpha: true, dither: false }]) {
          await kept((instance) => {
            const resident = view(instance, put(instance, data), data.length)
            return writePng({ ...size, data: resident }, { ...settings, colors }, instance)
          })
        }
      }
    }
  })

  const RESAMPLINGS = [
    { in: [37, 23], box: [0, 0, 37, 23], out: [9, 5] },
    { in: [37, 23], box: [0, 0, 37, 23], out: [90, 61] },
    { in: [37, 23], box: [3.3, 1.7, 20.1, 19.9], out: [17, 33] },
    { in: [37, 23], box: [4, 3, 21, 11], out: [21, 11] },
    { in: [37, 23], box: [-0.25, 0, 37.5, 23], out: [37, 23] },
    { in: [1, 1], box: [0, 0, 1, 1], out: [5, 3] },
    { in: [300, 2], box: [0, 0, 300, 2], out: [1, 1] },
  ] as const
  it.each(RESAMPLINGS)(
    'when resampling $in, of it $box, to $out',
    async ({ in: [width, height], box: [x, y, w, h], out: [wide, high] }) => {
      for (const channels of [1, 4]) {
        for (const filter of Object.values(FILTERS)) {
          await kept((instance) => {
            const handle = instance.resampleOpen({
              channels,
              inWidth: width,
              inHeight: height,
              x,
              y,
              width: w,
              height: h,
              outWidth: wide,
              outHeight: high,
              filter,
            })
            // The rows have gaps between them. The last row ends with its block.
            const row = width * channels
            for (let y = 0; y < height; y += 3) {
              const count = Math.min(3, height - y)
              const rows = put(instance, noise(count * (row + 5) - 5))
              instance.resampleRows(handle, rows, row + 5, count)
            }
            expect(instance.resampleDone(handle)).toBe(high)
          })
        }
      }
    },
  )

  it.each(RESAMPLINGS)(
    'when resampling 16 bits: $in, of it $box, to $out',
    async ({ in: [width, height], box: [x, y, w, h], out: [wide, high] }) => {
      for (const weighted of [0, 1]) {
        await kept((instance) => {
          const curve = weighted ? put(instance, new Uint8Array(4 * 65_536)) : 0
          const geometry = wideGeometry([width, height], [x, y, w, h], [wide, high], FILTERS.catrom)
          const conversion = weighted ? put(instance, noise(4 * (12 + 3 * FINE_CURVE))) : 0
          const colors = { colorCurves: curve, curveStep: 0, colorConversion: conversion }
          const others = { outBits: weighted ? 8 : 16, weigh: weighted, bits: 16, light: 0, colorMatrix: 0 }
          expect(instance.resampleWideOpen({ ...geometry, ...colors, ...others })).toBe(0)
          for (let y = 0; y < height; y += 3) {
            const count = Math.min(3, height - y)
            const rows = put(instance, noise(count * (8 * width + 5) - 5))
            instance.resampleWideRows(rows, 8 * width + 5, count)
          }
          expect(instance.resampleWideDone()).toBe(high)
        })
      }
    },
  )

  it.each(RESAMPLINGS)(
    'when resampling light: $in, of it $box, to $out',
    async ({ in: [width, height], box: [x, y, w, h], out: [wide, high] }) => {
      for (const bits of [8, 16]) {
        await kept((instance) => {
          const geometry = wideGeometry([width, height], [x, y, w, h], [wide, high], FILTERS.lanczos3)
          const table = 4 * 2 ** bits
          const curves = put(instance, new Uint8Array(3 * table))
          const matrix = put(instance, new Uint8Array(48))
          const colors = { colorCurves: curves, curveStep: table, colorConversion: matrix }
          const others = { outBits: 8, weigh: 1, bits, light: 1, colorMatrix: 0 }
          expect(instance.resampleWideOpen({ ...geometry, ...colors, ...others })).toBe(0)
          const stride = (width * bits) / 2 + 5
          for (let y = 0; y < height; y += 3) {
            const count = Math.min(3, height - y)
            instance.resampleWideRows(put(instance, noise(count * stride - 5)), stride, count)
          }
          expect(instance.resampleWideDone()).toBe(high)
        })
      }
    },
  )

  it('when measuring borders', async () => {
    for (let width = 1; width <= 18; width++) {
      for (const alpha of [0, 1]) {
        await kept((instance) => {
          instance.trimOpen(width, 4, alpha)
          instance.trimRows(put(instance, noise(3 * width * 4)), 3)
          instance.trimRows(put(instance, noise(width * 4)), 1)
        })
      }
    }
  })

  it.each([0, 1, 2])('when encoding layout %d', async (layout) => {
    for (const [width, height] of [
      [1, 1],
      [8, 7],
      [17, 33],
      [50, 15],
    ] as const) {
      const side = layout === 2 ? 2 : 1
      const chroma = Math.ceil(width / side) * Math.ceil(height / side)
      for (const mode of [0, 1, 2, 3])
        await kept((instance) => {
          const [y = 0, cb = 0, cr = 0] = [width * height, chroma, chroma].map((size) =>
            put(instance, noise(size)),
          )
          instance.encodeOpen(width, height, layout, 90, mode)
          instance.encodePlanes(y, width, cb, Math.ceil(width / side), cr)
          while (instance.encodeNext() > 0) expect(instance.encodeOutput()).toBeGreaterThan(0)
        })
    }
  })

  it('when encoding RGBA', async () => {
    for (const quality of [40, 99]) {
      await kept((instance) => {
        const { width, height, data } = makePicture(35, 21)
        const planes = [{ width, height, address: put(instance, data) }]
        const settings = { ...SETTINGS, quality }
        return jpegEncoder.encode({ width, height, layout: 'rgba', planes }, settings, instance)
      })
    }
  })

  const PIXELS: Readonly<Record<string, (instance: Kernel, count: number) => void>> = {
    grayToRgba(it, n) {
      it.grayToRgba(put(it, noise(n)), n, it.alloc(4 * n))
    },
    yccToRgba(it, n) {
      it.yccToRgba(put(it, noise(n)), put(it, noise(n)), put(it, noise(n)), n, it.alloc(4 * n))
    },
    limitedRange(it, n) {
      const [y, cb, cr] = [put(it, noise(n)), put(it, noise(n)), put(it, noise(n))] as const
      const rgba = it.alloc(4 * n)
      it.limitedToRgba(y, cb, cr, n, rgba)
      it.weightedToRgba({ y, cb, cr, count: n, out: rgba, ...weightsOf('bt709', 'limited') })
      it.setAlpha(rgba, y, n)
      it.expandRange(y, n, 0)
      it.expandRange(cb, n, 1)
    },
    rgbToRgba(it, n) {
      it.rgbToRgba(put(it, noise(n)), put(it, noise(n)), put(it, noise(n)), n, it.alloc(4 * n))
    },
    cmykToRgba(it, n) {
      const [c, m, y, k] = [
        put(it, noise(n)),
        put(it, noise(n)),
        put(it, noise(n)),
        put(it, noise(n)),
      ] as const
      it.cmykToRgba({ c, m, y, k, count: n, inverted: n & 1, out: it.alloc(4 * n), grid: 0 })
      it.ycckToRgba({ y: c, cb: m, cr: y, k, count: n, inverted: n & 1, out: it.alloc(4 * n), grid: 0 })
      const grid = put(it, inkGrid({ curves: INK_CURVES, side: 9, at: () => [0.9, 1, 0.8] }))
      it.cmykToRgba({ c, m, y, k, count: n, inverted: n & 1, out: it.alloc(4 * n), grid })
    },
    alpha(it, n) {
      const rgba = put(it, noise(4 * n))
      it.premultiply(rgba, n)
      it.unpremultiply(rgba, n)
      it.flatten(rgba, n, 1, 2, 3)
      const over = put(it, noise(4 * n))
      it.composite(rgba, over, n)
      for (const mode of Object.values(BLENDS)) it.blend(rgba, over, n, mode)
    },
    colors(it, n) {
      const rgba = put(it, noise(4 * n))
      it.convertColors(rgba, n, put(it, noise(3072)), put(it, noise(36)))
      it.convertByCube(rgba, n, put(it, noise(125_000)))
      it.mapChannels(rgba, n, put(it, noise(768)))
      it.changeBits(rgba, n, 1, 2)
      it.recolor(rgba, n, put(it, noise(48)))
      const curve = put(it, noise(1024))
      it.countLightness(rgba, n, curve, it.alloc(404))
      it.stretchLightness(rgba, n, curve, 1e30, NaN)
    },
    rgbaToYcc(it, n) {
      for (const height of [1, 2, 3]) {
        const rgba = put(it, noise(4 * n * height))
        const half = Math.ceil(n / 2) * Math.ceil(height / 2)
        const luma = it.alloc(n * height)
        it.rgbaToYcc({
          rgba,
          width: n,
          height,
          y: luma,
          cb: it.alloc(n * height),
          cr: it.alloc(n * height),
          subsampling: 0,
        })
        it.rgbaToYcc({
          rgba,
          width: n,
          height,
          y: luma,
          cb: it.alloc(half),
          cr: it.alloc(half),
          subsampling: 1,
        })
      }
    },
    countChromaEdges(it, n) {
      for (const height of [1, 2, 3]) it.countChromaEdges(put(it, noise(4 * n * height)), n, height, 4096)
    },
    rgbaToYccRows(it, n) {
      for (const height of [1, 2, 3])
        for (const subsampling of [0, 1])
          it.rgbaToYccRows(put(it, noise(4 * n * height)), n, height, subsampling)
    },
    wideToRgba(it, n) {
      it.wideToRgba(put(it, noise(8 * n)), n, it.alloc(4 * n))
    },
    spreadRow(it, n) {
      for (const [density, count, pixel = 0, sample = 0] of [
        [1, n],
        [1 / 2, 2 * n],
        [1 / 2, 2 * n - 1],
        [2 / 3, Math.floor(1.5 * n)],
        [1 / 4, 4 * n],
        [1 / 2, 2 * n + 1, 3, 2],
        [1 / 2, 2 * n - 1, 3, 1],
        [1 / 4, 4 * n + 6, 1, 1],
      ] as const) {
        const [upper, lower] = [put(it, noise(n)), put(it, noise(n))]
        const [work, out] = [it.alloc(2 * (n + 2)), it.alloc(count)]
        it.spreadRow({ upper, lower, weight: n, width: n, density, sample, pixel, work, out, count })
      }
    },
    turnPlane(it, n) {
      for (const size of [1, 4]) {
        for (const how of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const plane = put(it, noise(n * 21 * size))
          it.turnPlane({
            source: plane,
            width: n,
            height: 21,
            bytesPerPixel: size,
            swap: how & 1,
            mirrorX: (how >> 1) & 1,
            mirrorY: how >> 2,
            out: it.alloc(n * 21 * size),
          })
        }
      }
    },
  }
  it.each(Object.entries(PIXELS))('when running %s', async (_, convert) => {
    await kept((instance) => {
      for (let count = 1; count <= 35; count++) convert(instance, count)
    })
  })

  it('when repeating a tile at an angle', async () => {
    for (const [width, height, gap] of [
      [1, 1, 0],
      [1, 1, 3],
      [5, 2, 0],
      [7, 4, 1],
    ] as const) {
      await kept((instance) => {
        const tile = put(instance, noise(4 * (width + 2) * (height + 2)))
        for (const angle of [0, 0.1, 30, 45, 90, 135, 181, 300]) {
          const radians = (angle * Math.PI) / 180
          const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
          for (const [x, y] of [
            [0, 0],
            [-0.5, 1e5],
            [-1e-20, -1 - 1e-17],
          ] as const) {
            const out = instance.alloc(4 * 60)
            instance.tileRow({
              tile,
              width,
              height,
              across: width + gap,
              down: height + gap,
              cos,
              sin,
              x,
              y,
              out,
              count: 60,
            })
          }
        }
      })
    }
  })

  it.each([0, 90, 30, 135, 200.5, 359])('when laying over overlays rotated by %d degrees', async (rotate) => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [17, 5],
      [60, 3],
    ] as const) {
      const [base, over] = [makePicture(33, 21), makePicture(width, height, { alpha: 'soft' })]
      for (const options of [
        {},
        { repeat: true },
        { repeat: true, padding: 0 },
        { align: 'topleft' },
      ] as const) {
        await kept(() => {
          const { kernel, picture } = inKernel(base)
          const placement = placeOverlay(base, over, { rotate, blend: 'screen', ...options })
          const drawn = makePicture(placement.size.width, placement.size.height, { alpha: 'soft' })
          composeOverlay(kernel, picture, placement, drawn)
        })
      }
    }
  })

  it('when encoding lossy WebP', async () => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [16, 33],
      [70, 50],
    ] as const) {
      for (const quality of [1, 75, 100]) {
        await keptInSide((instance) => {
          const encoder = vp8Encoder(instance)
          expect(encoder.vp8EncodeOpen(width, height, quality, 0)).toBe(0)
          const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)]
          const [y, u, v] = [width * height, wide * high, wide * high].map((n) => put(instance, noise(n)))
          expect(encoder.vp8EncodePlanes(y ?? 0, width, u ?? 0, v ?? 0, wide)).toBeGreaterThan(0)
          while (encoder.vp8EncodeNext() > 0) expect(encoder.vp8EncodeOutput()).toBeGreaterThan(0)
        })
      }
    }
  })

  const CORNERS = { r: 1, g: 2, b: 3, alpha: 0.5 }
  const FILTERING: readonly Step[] = [
    ...[0.6, 3, 6, 20, 100].map((sigma) => ({ op: 'blur', args: { sigma } }) as const),
    ...[0.5, 3, 100].map((sigma) => ({ op: 'sharpen', args: { sigma } }) as const),
    ...[2, 3, 256].map((block) => ({ op: 'pixelate', args: { block } }) as const),
    ...[1, 45, 100, 200.5, -30].map((angle) => {
      const size = rotatedSize({ width: 33, height: 33 }, angle)
      return { op: 'rotate', args: { angle, color: CORNERS, size } } as const
    }),
  ]
  it.each(FILTERING)('when running $op $args', async (step) => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [17, 1],
      [33, 21],
    ] as const) {
      for (const alpha of ['none', 'soft'] as const) {
        const frame = makePicture(width, height, { alpha, noise: 50 })
        await kept(() => operate(frame, step))
      }
    }
  })

  it('when embedding a mark', async () => {
    const step = { op: 'mark', args: { value: '01234567', stream: new Uint16Array(4080) } } as const
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [17, 1],
      [33, 21],
    ] as const) {
      for (const alpha of ['none', 'soft'] as const) {
        const frame = makePicture(width, height, { alpha, noise: 50 })
        await keptInSide(() => operate(frame, step))
      }
    }
  })

  it('when looking for a mark', async () => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [33, 21],
    ] as const) {
      const { data } = makePicture(width, height, { noise: 50 })
      await keptInSide(() => {
        const read = openSpectrum(frequenciesOf(residualOf(data, width, height)))
        const map = openMap()
        for (const scale of [0.6, 1, 3, 4.4])
          for (const turn of [-0.035, 0, 0.035])
            read({ across: scale, down: 1.08 * scale, turn }, emptySpectrum())
        map.inverse()
      })
    }
  })
})

describe('the guard', () => {
  it('catches loads beyond a block', async () => {
    const work = (length: number) => (instance: Kernel) =>
      instance.grayToRgba(put(instance, noise(length)), 32, instance.alloc(128))
    await kept(work(32))
    await expect(kept(work(31))).rejects.toThrow(/^load of 16 bytes at \d+, outside/)
  })

  it('catches stores beyond a block', async () => {
    const work = (length: number) => (instance: Kernel) =>
      instance.grayToRgba(put(instance, noise(32)), 32, instance.alloc(length))
    await kept(work(128))
    await expect(kept(work(127))).rejects.toThrow(/^store of 16 bytes at \d+, outside/)
  })

  it('loads and stores of side.wasm beyond a block', async () => {
    const work = (pixels: number, cells: number) => (instance: Kernel) =>
      sideKernel(instance).markMeasure(
        put(instance, noise(4 * pixels)),
        8,
        4,
        instance.alloc(4 * cells),
        instance.alloc(8),
      )
    await keptInSide(work(32, 2))
    await expect(keptInSide(work(31, 2))).rejects.toThrow(/^load of 16 bytes at \d+, outside/)
    await expect(keptInSide(work(32, 1))).rejects.toThrow(/^(?:load|store) of 4 bytes at \d+, outside/)
  })

  it('catches accesses to the static data of the other module', async () => {
    const [kernelData, sideData] = [1024, 47_104]
    const read = (address: number) => (instance: Kernel) => instance.isOpaque(address, 1)
    const readSide = (address: number) => (instance: Kernel) =>
      sideKernel(instance).markMeasure(address, 1, 1, instance.alloc(4), instance.alloc(4))
    await kept(read(kernelData))
    await keptInSide(readSide(sideData))
    await expect(kept(read(sideData))).rejects.toThrow(/^load of \d bytes at 471\d\d, outside/)
    await expect(kept(readSide(kernelData))).rejects.toThrow(/^load of \d bytes at 10\d\d, outside/)
  })

  it('catches copies that leave a block', async () => {
    const work = (length: number) => (instance: Kernel) => {
      const handle = instance.resampleOpen({
        channels: 1,
        inWidth: 30,
        inHeight: 1,
        x: 0,
        y: 0,
        width: 30,
        height: 1,
        outWidth: 30,
        outHeight: 1,
        filter: FILTERS.lanczos3,
      })
      instance.resampleRows(handle, put(instance, noise(length)), 30, 1)
    }
    await kept(work(30))
    await expect(kept(work(29))).rejects.toThrow(/^load of 1 bytes at \d+, outside/)
  })

  it('catches addresses outside the used memory', async () => {
    for (const address of [2 ** 32 - 64, 0]) {
      await expect(kept((instance) => instance.premultiply(address, 4))).rejects.toThrow(/^load of 16 bytes/)
    }
  })

  it('catches accesses beyond a block that is kept, and to the released bytes after it', async () => {
    const work = (length: number, beyond: number) => (instance: Kernel) => {
      instance.alloc(200)
      const checkpoint = instance.heapCheckpoint()
      instance.alloc(1000)
      const at = instance.heapKeep(checkpoint, put(instance, noise(500)) + 10, 20, length)
      instance.grayToRgba(at + beyond, 32, instance.alloc(128))
    }
    await kept(work(32, 0))
    await kept(work(5000, 4968))
    await expect(kept(work(31, 0))).rejects.toThrow(/^load of 16 bytes at \d+, outside/)
    await expect(kept(work(32, 600))).rejects.toThrow(/^load of 16 bytes at \d+, outside/)
  })

  it('catches writes of JavaScript beyond a block', async () => {
    await expect(kept((instance) => bytes(instance, put(instance, noise(10)), 11).fill(1))).rejects.toThrow(
      /^a byte at \d+, outside/,
    )
  })

  it('reports errors that the work has caught itself', async () => {
    const careless = (instance: Kernel) => {
      expect(() => instance.premultiply(0, 4)).toThrow()
    }
    await expect(kept(careless)).rejects.toThrow(/^load of 16 bytes/)
  })

  it('leaves unguarded kernels alone', async () => {
    const { accesses } = await guarded(() => 1)
    expect(accesses).toBe(0)
    expect(() => kernel().premultiply(0, 4)).not.toThrow()
  })
})
