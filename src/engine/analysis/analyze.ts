import type { Demand, Seat } from '../../memory/index.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { codecPart, kernelPart, READING_BYTES } from '../formats/codec.ts'
import { decoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { frameOf, makeUpright, uprightMemory, wholeResize } from '../ops/upright.ts'
import { inverse, turnBox, turnOf, turnSize } from '../picture/orientation.ts'
import type { DecodeScale, Frame, Pixels, Strip } from '../picture/picture.ts'
import { storedPlanes } from '../picture/planes.ts'
import type { Box, Size } from '../picture/size.ts'
import { redacted } from '../rows/redact.ts'
import { rgbaShape, rgbaStrips, rgbaStripsMemory } from '../rows/rgba-strips.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import { bordersMemory, findBorders } from './borders.ts'

/** Results that an analysis is asked for. */
export interface AnalysisRequest {
  /**
   * Maximum difference (0 to 100) between a border's levels (0 to 255) and its corner pixel.
   * `undefined` if borders are not searched.
   */
  readonly trim?: number | undefined
  /** `true` to make a preview: a small upright picture in sRGB. */
  readonly preview: boolean
}

/** Analysis results. */
export interface Analysis {
  /** Box inside the uniform borders, in pixels relative to the upright original. */
  readonly trim?: Box | undefined
  /** Preview: the upright picture in sRGB, at most 100 pixels wide and high. */
  readonly preview?: Frame
}

/**
 * Maximum width and height for a preview. ThumbHash accepts no more, and a smart crop needs no
 * more.
 */
const PREVIEW_SIDE = 100

function previewSize({ width, height }: Size): Size {
  const shrink = Math.max(1, Math.max(width, height) / PREVIEW_SIDE)
  return {
    width: Math.max(1, Math.round(width / shrink)),
    height: Math.max(1, Math.round(height / shrink)),
  }
}

function decodeScaleOf({ format, width, height }: Header, { trim }: AnalysisRequest): DecodeScale {
  const fits = (scale: DecodeScale) => (Math.max(width, height) * scale) / 8 >= PREVIEW_SIDE
  return (trim === undefined && decoders[format].decodeScales.find(fits)) || 8
}

/**
 * The preview uses the triangle filter, which does not ring and so adds no colors that the
 * original lacks.
 */
const previewResize = (header: Header) => wholeResize(header, previewSize(header), 'triangle')

function workMemory(header: Header, request: AnalysisRequest): number {
  const stored = {
    layout: plannedLayout(header),
    planes: storedPlanes(header, decodeScaleOf(header, request)),
  }
  const trims = request.trim !== undefined
  const { layout, planes } = trims ? { layout: 'rgba' as const, planes: rgbaShape(stored.planes) } : stored
  const borders = trims ? rgbaStripsMemory(stored.layout, stored.planes) + bordersMemory(header) : 0
  const preview = request.preview ? uprightMemory(layout, planes, previewResize(header)) : 0
  return borders + preview
}

/**
 * Returns the memory in bytes that an analysis takes if it frees nothing before its end.
 * @param byteLength the original's length in bytes
 */
export function analysisMemory(header: Header, byteLength: number, request: AnalysisRequest): number {
  const decode = decoders[header.format].memory(header, byteLength, decodeScaleOf(header, request))
  return READING_BYTES + decode + workMemory(header, request)
}

function kernelMemory(header: Header, byteLength: number, request: AnalysisRequest): number {
  const decode = kernelPart(decoders[header.format], header, byteLength, decodeScaleOf(header, request))
  return decode + workMemory(header, request)
}

/**
 * Returns the memory demand for an analysis, for admission to the isolate's memory.
 * @param reserved other memory in bytes that the request holds during the analysis
 */
export function analysisDemand(
  header: Header,
  byteLength: number,
  request: AnalysisRequest,
  reserved: number,
): Demand {
  const kernel = kernelMemory(header, byteLength, request)
  const codec = codecPart(decoders[header.format], header, byteLength)
  const bytes = analysisMemory(header, byteLength, request) - kernel - codec + reserved
  return { bytes, kernel, codec }
}

/**
 * Returns an iterable that yields the same strips and calls `see` with each strip. If a reader
 * stops early, the next reader gets the remaining strips.
 */
function watched(strips: AsyncIterable<Strip>, see: (strip: Strip) => void): AsyncIterable<Strip> {
  const source = strips[Symbol.asyncIterator]()
  async function next(): Promise<IteratorResult<Strip>> {
    const step = await source.next()
    if (!step.done) see(step.value)
    return step
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

async function makePreview(kernel: Kernel, pixels: Pixels, header: Header): Promise<Frame> {
  return frameOf(kernel, await makeUpright(kernel, pixels, header, previewResize(header)))
}

async function findTrim(
  kernel: Kernel,
  decoded: Pixels,
  header: Header,
  { trim: tolerance = 0, preview: previews }: AnalysisRequest,
): Promise<Analysis> {
  const upright = turnOf(header.orientation)
  const origin = { x: 0, y: 0, width: 1, height: 1 }
  const corner = turnBox(origin, turnSize(header, upright), inverse(upright))
  const pixels = rgbaStrips(kernel, decoded)
  const borders = findBorders(kernel, header, header.alpha, corner)
  const strips = watched(pixels.strips, ({ planes: [rows] }) => rows && borders.add(rows))
  const preview = previews ? await makePreview(kernel, { ...pixels, strips }, header) : undefined
  for await (const _ of strips);
  const trim = turnBox(borders.inside(tolerance), header, upright)
  return { trim, ...(preview && { preview }) }
}

/**
 * Analyzes an original before it is transformed. Decodes it once, in its own kernel, and keeps no
 * rows.
 * @param redact boxes in stored pixels. They are blackened first, so that no result depends on them
 * @param seat right to the kernel's memory; without it, the kernel has its own memory
 * @throws Failure corrupt, unsupported
 */
export function analyze(
  input: ByteSource,
  header: Header,
  request: AnalysisRequest,
  redact: readonly Box[],
  seat?: Seat,
): Promise<Analysis> {
  const scale = decodeScaleOf(header, request)
  return withKernel(seat, async (kernel) => {
    const { decode, spread } = decoders[header.format]
    const decoded = await decode(input, header, kernel, scale)
    const pixels = redacted(decoded, header, spread(header), redact)
    if (request.trim !== undefined) return findTrim(kernel, pixels, header, request)
    return { trim: undefined, ...(request.preview && { preview: await makePreview(kernel, pixels, header) }) }
  })
}
