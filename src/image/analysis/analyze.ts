import { type ByteSource, READING } from '../../formats/format.ts'
import { decoders } from '../../formats/formats.ts'
import type { Demand } from '../../isolate/admission.ts'
import { frameOf, makeUpright, uprightMemory, wholeResize } from '../../ops/upright.ts'
import type { Header } from '../../picture/header.ts'
import { inverse, turnBox, turnOf, turnSize } from '../../picture/orientation.ts'
import type { Denominator, Frame, Pixels, Strip } from '../../picture/picture.ts'
import { plannedLayout, storedPlanes } from '../../picture/planes.ts'
import type { Box, Size } from '../../picture/size.ts'
import { redacted } from '../../rows/redact.ts'
import { rgbaShape, rgbaStrips, rgbaStripsMemory } from '../../rows/rgba-strips.ts'
import { type Kernel, withKernel } from '../../wasm/kernel.ts'
import { bordersMemory, findBorders } from './borders.ts'

/** What is to be found out. */
export interface AnalysisRequest {
  /** How far the levels of a border may be from those of its corner, 0 to 100. */
  readonly trim?: number
  readonly frame: boolean
}

/** What is known of a source before it is transformed. */
export interface Analysis {
  /** What is left without uniform borders, in upright source pixels. */
  readonly trim?: Box
  /** The upright picture in sRGB, at most 100 pixels a side. */
  readonly frame?: Frame
}

/** The most that ThumbHash takes, and enough to see where a picture's subject is. */
const FRAME_SIDE = 100

/** The stored picture at the size of the frame; it is never enlarged. */
function frameSize({ width, height }: Size): Size {
  const shrink = Math.max(1, Math.max(width, height) / FRAME_SIDE)
  return {
    width: Math.max(1, Math.round(width / shrink)),
    height: Math.max(1, Math.round(height / shrink)),
  }
}

/** Borders are found at full size; for the frame alone the decoder makes no more pixels than it has, roughly. */
function denominatorOf({ format, width, height }: Header, { trim }: AnalysisRequest): Denominator {
  const { denominators } = decoders[format]
  const fits = (denominator: Denominator) => Math.max(width, height) / denominator >= FRAME_SIDE
  return (trim === undefined && denominators.findLast(fits)) || 1
}

/** A triangle rings nowhere, so that no colour is made up. */
const frameResize = (header: Header) => wholeResize(header, frameSize(header), 'triangle')

/** Bytes that an analysis takes of its kernel beside the decoder, as if none were given back. */
function lookingMemory(header: Header, request: AnalysisRequest): number {
  const stored = {
    layout: plannedLayout(header),
    planes: storedPlanes(header, denominatorOf(header, request)),
  }
  const trims = request.trim !== undefined
  const { layout, planes } = trims ? { layout: 'rgba' as const, planes: rgbaShape(stored.planes) } : stored
  const borders = trims ? rgbaStripsMemory(stored.layout, stored.planes) + bordersMemory(header) : 0
  const frame = request.frame ? uprightMemory(layout, planes, frameResize(header)) : 0
  return borders + frame
}

/**
 * Bytes that an analysis takes, as if none were given back.
 * @param size length of the source in bytes
 */
export function analysisMemory(header: Header, size: number, request: AnalysisRequest): number {
  const decode = decoders[header.format].memory(header, size, denominatorOf(header, request))
  return READING + decode + lookingMemory(header, request)
}

/** Bytes of these that are its kernel's. */
function kernelMemory(header: Header, size: number, request: AnalysisRequest): number {
  const { needsWholeInput: foreign, memory } = decoders[header.format]
  const decode = foreign ? 0 : memory(header, size, denominatorOf(header, request))
  return decode + lookingMemory(header, request)
}

/** The same as admission takes it. @param beside bytes that are held beside them */
export function analysisDemand(
  header: Header,
  size: number,
  request: AnalysisRequest,
  beside: number,
): Demand {
  const instance = decoders[header.format].instance?.(header, size)
  const bytes = analysisMemory(header, size, request) + beside - (instance?.bytes ?? 0)
  return { bytes, kernel: kernelMemory(header, size, request), ...(instance && { instances: [instance] }) }
}

/** Shows each strip to `see`. Whoever stops early leaves the rest to the next reader. */
function watched(strips: AsyncIterable<Strip>, see: (strip: Strip) => void): AsyncIterable<Strip> {
  const source = strips[Symbol.asyncIterator]()
  async function next(): Promise<IteratorResult<Strip>> {
    const step = await source.next()
    if (!step.done) see(step.value)
    return step
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

async function makeFrame(kernel: Kernel, pixels: Pixels, header: Header): Promise<Frame> {
  return frameOf(kernel, await makeUpright(kernel, pixels, header, frameResize(header)))
}

/** Reads all of a picture; the frame, if there is to be one, is made of the same rows. */
async function findTrim(
  kernel: Kernel,
  decoded: Pixels,
  header: Header,
  { trim: tolerance = 0, frame: framed }: AnalysisRequest,
): Promise<Analysis> {
  const upright = turnOf(header.orientation)
  const origin = { x: 0, y: 0, width: 1, height: 1 }
  const corner = turnBox(origin, turnSize(header, upright), inverse(upright))
  const pixels = rgbaStrips(kernel, decoded)
  const borders = findBorders(kernel, header, header.alpha, corner)
  const strips = watched(pixels.strips, ({ planes: [rows] }) => rows && borders.see(rows))
  const frame = framed ? await makeFrame(kernel, { ...pixels, strips }, header) : undefined
  for await (const _ of strips);
  const trim = turnBox(borders.inside(tolerance), header, upright)
  return { trim, ...(frame && { frame }) }
}

/**
 * Looks at a source before it is transformed: reads it once, in a kernel of its own, and keeps none of its rows.
 * @param redact boxes in stored source pixels, which nothing that is found out depends on
 * @throws Failure corrupt, unsupported
 */
export function analyze(
  input: ByteSource,
  header: Header,
  request: AnalysisRequest,
  redact: readonly Box[],
): Promise<Analysis> {
  const denominator = denominatorOf(header, request)
  return withKernel(kernelMemory(header, 0, request), async (kernel) => {
    const decoded = await decoders[header.format].decode(input, header, kernel, denominator)
    const pixels = redacted(decoded, header, redact)
    if (request.trim !== undefined) return findTrim(kernel, pixels, header, request)
    return request.frame ? { frame: await makeFrame(kernel, pixels, header) } : {}
  })
}
