import type { BitReader } from './bits.ts'
import { SIGMA_SCALE } from './edge-filter.ts'
import { readF16 } from './fields.ts'
import { applyFilters, doubleHeight, doubleWidth, type Planes } from './filters.ts'
import type { FrameHeader, Shift } from './frame-header.ts'
import type { FrameLayout } from './frame-layout.ts'
import type { ImageHeader } from './image-header.ts'
import { inSection, JxlError } from './jxl-error.ts'
import { readGlobalModular, readGroupChannels, readLfGroupChannels } from './modular/frame.ts'
import { colorPlanes, extraPlanes, type LfSteps } from './modular/pixels.ts'
import { cropPlane, type Plane } from './plane.ts'
import { type SectionSize, Sections } from './sections.ts'
import type { Coefficients } from './vardct/coefficients.ts'
import { VarDctDecoder } from './vardct/frame.ts'
import { readLfGlobal } from './vardct/lf-global.ts'
import { inverseSigmas } from './vardct/sigma.ts'

/** Planes of a frame before the color transform, and facts about the frame. */
export interface DecodedFrame {
  readonly planes: readonly Plane[]
  readonly coefficients: Coefficients | undefined
  readonly sections: readonly SectionSize[]
}

/** Headers for an image's only frame. */
export interface FrameHeaders {
  readonly image: ImageHeader
  readonly frame: FrameHeader
  readonly layout: FrameLayout
}

/** Steps of the LF image that a frame has by default. */
const LF_STEPS: LfSteps = [1 / 4096, 1 / 512, 1 / 256]

/** Reads the steps of the LF image (ISO/IEC 18181-1:2022, G.1.2). */
function readLfSteps(reader: BitReader): LfSteps {
  if (reader.bool()) return LF_STEPS
  const steps = [readF16(reader) / 128, readF16(reader) / 128, readF16(reader) / 128] as const
  if (steps.some((step) => step < 1e-8)) throw new JxlError('a step of the LF image is too small')
  return steps
}

const blocksOf = ({ width, height }: FrameLayout) => [Math.ceil(width / 8), Math.ceil(height / 8)] as const

/** Enlarges subsampled planes, and cuts off what blocks have beyond the frame. */
function enlarge(
  planes: readonly Plane[],
  shifts: readonly Shift[],
  { width, height }: FrameLayout,
): Plane[] {
  return planes.map((plane, channel) => {
    const { x, y } = shifts[channel] ?? { x: 0, y: 0 }
    const own = cropPlane(plane, Math.ceil(width / 2 ** x), Math.ceil(height / 2 ** y))
    const wide = x > 0 ? cropPlane(doubleWidth(own), width, own.height) : own
    return y > 0 ? cropPlane(doubleHeight(wide), width, height) : wide
  })
}

/** Applies the filters of a frame with one or three colors. */
function filterColors(
  colors: readonly Plane[],
  { frame }: FrameHeaders,
  inverseSigma: Float32Array,
): readonly Plane[] {
  if (frame.filter.iterations === 0 && !frame.filter.gaborish) return colors
  const [a, b, c] = colors
  if (!a) return colors
  const planes: Planes = b && c ? [a, b, c] : [a, a, a]
  return applyFilters(planes, frame.filter, inverseSigma).slice(0, colors.length)
}

function decodeModular(sections: Sections, headers: FrameHeaders): Plane[] {
  const { image, frame, layout } = headers
  const { steps, modular } = sections.lfGlobal((reader) => ({
    steps: readLfSteps(reader),
    modular: readGlobalModular(reader, image, frame, layout),
  }))
  for (let group = 0; group < layout.lfGroups; group++) {
    sections.lfGroup(group, (reader) => readLfGroupChannels(reader, modular, group))
  }
  for (let group = 0; group < layout.groups; group++) {
    sections.group(group, (reader) => readGroupChannels(reader, modular, group))
  }
  const channels = inSection('transforms', () => modular.stream.undo())
  const count = channels.length - image.extra.length
  const colors = inSection('samples', () => colorPlanes(channels.slice(0, count), image, frame, steps))
  const [blocksWide, blocksHigh] = blocksOf(layout)
  const sigmas = new Float32Array(blocksWide * blocksHigh).fill(SIGMA_SCALE / frame.filter.modularSigma)
  const filtered = filterColors(enlarge(colors, frame.shifts, layout), headers, sigmas)
  return [...filtered, ...extraPlanes(channels.slice(count), image)]
}

function decodeVarDct(sections: Sections, headers: FrameHeaders, keeps: boolean) {
  const { image, frame, layout } = headers
  const start = sections.lfGlobal((reader) => {
    const lfSteps = readLfSteps(reader)
    const lfGlobal = readLfGlobal(reader)
    return { ...headers, lfSteps, lfGlobal, modular: readGlobalModular(reader, image, frame, layout) }
  })
  const { modular } = start
  const decoder = new VarDctDecoder(start, keeps)
  for (let group = 0; group < layout.lfGroups; group++) {
    sections.lfGroup(group, (reader) => {
      inSection('LF coefficients', () => decoder.readLf(reader, group))
      inSection('extra channels', () => readLfGroupChannels(reader, modular, group))
      inSection('metadata', () => decoder.readMetadata(reader, group))
    })
  }
  sections.hfGlobal((reader) => decoder.readHfGlobal(reader))
  for (let group = 0; group < layout.groups; group++) {
    sections.group(group, (reader) => {
      decoder.readGroup(reader, group)
      inSection('extra channels', () => readGroupChannels(reader, modular, group))
    })
  }
  const sigmas = inverseSigmas(decoder.grid, frame.filter, start.lfGlobal.quantizer, blocksOf(layout))
  const colors = filterColors(enlarge(decoder.planes, frame.shifts, layout), headers, sigmas)
  const planes = [...colors, ...extraPlanes(modular.stream.undo(), image)]
  return { planes, coefficients: decoder.coefficients() }
}

/**
 * Decodes the sections of a frame.
 * @param keepsCoefficients `true` if the caller wants the quantized coefficients
 */
export function decodeFrame(
  reader: BitReader,
  headers: FrameHeaders,
  keepsCoefficients: boolean,
): DecodedFrame {
  const sections = new Sections(reader, headers.layout)
  const decoded = headers.frame.isModular
    ? { planes: decodeModular(sections, headers), coefficients: undefined }
    : decodeVarDct(sections, headers, keepsCoefficients)
  return { ...decoded, sections: sections.sizes }
}
