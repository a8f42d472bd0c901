import { classOf, type Demand, kernelMemory, largeMemory, MAX_KERNEL, type Room } from '../../memory/index.ts'
import { codecPart, kernelPart, READING_BYTES } from '../formats/codec.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { partKernelMemory, partMemory } from '../formats/webp/encoder.ts'
import { mark } from '../ops/mark.ts'
import { onePicture } from '../ops/operation.ts'
import { type PlannedStep, stepInstance, stepMemory } from '../ops/operations.ts'
import { overlayMemory } from '../ops/overlay-blocks.ts'
import { storedPlanes } from '../picture/planes.ts'
import { areaOf } from '../picture/size.ts'
import { gatheredMemory, isInPlace } from '../rows/gathered.ts'
import { becomesRgba, resizeMemory } from '../rows/resample.ts'
import { goalKernelMemory } from '../search/goal-memory.ts'
import { heapBytes } from '../wasm/heap.ts'
import { type Parts, sum } from '../wasm/needs.ts'
import { scratchBytes } from '../wasm/scratch.ts'
import { shownMemory } from './animation-memory.ts'
import { fileMemory, plannedFile } from './file-memory.ts'
import type { Plan, UnmeasuredPlan } from './plan.ts'
import { getsPlanes } from './planes.ts'
import { freeBuffers, type Memories } from './room.ts'
import { scratchKernel } from './scratch-kernel.ts'
import { isLongTranscode } from './transcode.ts'

const inDecoder = (header: Header, byteLength: number, { scale }: UnmeasuredPlan): number =>
  kernelPart(decoders[header.format], header, byteLength, scale)

/**
 * Returns the kernel memory that a step takes, in bytes. Planes are turned one by one, which takes
 * room for one more luma plane.
 */
function inStep(header: Header, { planar, resize, output }: UnmeasuredPlan, step: PlannedStep): number {
  const stays = planar && step.op === 'turn' && !becomesRgba(plannedLayout(header), resize)
  return stays ? heapBytes(output.width * output.height) : stepMemory(output, step)
}

/** Kernel memory that a transform takes. */
interface KernelPart {
  /** Maximum size in bytes. */
  readonly bytes: number
  /** `true` if the decoder and the planes are freed before the steps (`gathered`). */
  readonly gathers: boolean
}

/**
 * Returns a transform's kernel memory. A picture is gathered if the kernel then fits into a smaller
 * memory class. Gathering takes some copies of the picture.
 */
function inKernel(header: Header, byteLength: number, plan: UnmeasuredPlan): KernelPart {
  const {
    scale,
    resize,
    output,
    steps,
    overlays,
    mark: marked,
    format,
    settings,
    planar,
    animation,
    goal,
  } = plan
  const layout = plannedLayout(header)
  const planes = storedPlanes(header, scale)
  const isRgba = becomesRgba(layout, resize)
  const resizing = resizeMemory(layout, planes, resize)
  const picture = planar || isRgba ? 0 : heapBytes(onePicture(resize.size))
  const others = sum([
    ...steps.map((step) => inStep(header, plan, step)),
    overlayMemory(output, overlays),
    marked ? mark.memory(output, marked) : 0,
    animation
      ? partKernelMemory(output, settings)
      : encoders[format].kernelMemory(output, settings, getsPlanes(header, plan)),
    goalKernelMemory(goal, format, output),
  ])
  const moving = animation && decoders[header.format].animation?.memory(header, byteLength, animation)
  if (moving) {
    // A frame decoder's buffers are freed before the frame is resized and encoded.
    const frame = Math.max(moving.frame, resizing + picture + others)
    return { bytes: moving.throughout + shownMemory(output) + frame, gathers: false }
  }
  const decoding = inDecoder(header, byteLength, plan) + resizing
  const kept = decoding + picture + others
  if (planar || resize.wide) return { bytes: kept, gathers: false }
  const converting = decoding + (isRgba || isInPlace(planes.length) ? 0 : picture)
  const gathered = Math.max(converting, gatheredMemory(areaOf(resize.size)) + others)
  const gathers = classOf(gathered).maximum < classOf(kept).maximum
  return { bytes: gathers ? gathered : kept, gathers }
}

/** Bytes that one phase of a transform holds outside the kernel. */
interface Phase extends Omit<Parts, 'kernel'> {
  /** `true` if the kernel is in use while the codec runs, so that each needs its own memory. */
  readonly isBeside: boolean
}

const NOTHING: Phase = { bytes: 0, codec: 0, isBeside: false }

/** @param moves `true` if the decoder's codec runs in the partner memory, beside the kernel's */
function decoding(header: Header, byteLength: number, plan: UnmeasuredPlan, moves: boolean): Phase {
  const decoder = decoders[header.format]
  if (!decoder.needsWholeInput) return NOTHING
  const codec = codecPart(decoder, header, byteLength)
  const all = decoder.memory(header, byteLength, plan.scale) - byteLength
  const own = all - codec - inDecoder(header, byteLength, plan)
  return { bytes: own, codec: moves ? 0 : codec, isBeside: codec > 0 && !moves }
}

/**
 * Returns the size in bytes of the decoder's codec if the codec leaves the large memory to the
 * kernel; otherwise 0.
 */
function movedCodec(header: Header, byteLength: number, kernel: number): number {
  const { movable = 0 } = decoders[header.format].instance?.(header, byteLength) ?? {}
  return kernel > MAX_KERNEL && movable <= kernelMemory(MAX_KERNEL) ? movable : 0
}

/** Kernel that draws an overlay, and its codec. */
type Drawing = Pick<Parts, 'kernel' | 'codec'>

/**
 * Returns the size in bytes of a large kernel's partner memory. An overlay that needs a codec is
 * drawn by a kernel in the partner memory.
 */
function partnerBytes(kernel: number, moved: number, drawings: readonly Drawing[]): number {
  const beside = drawings.filter(({ codec }) => kernel > MAX_KERNEL && codec > 0)
  return Math.max(moved, ...beside.map((each) => kernelMemory(each.kernel)))
}

function stepping(step: PlannedStep): Phase {
  const { bytes: codec, buffers = 0 } = stepInstance(step) ?? { bytes: 0 }
  return { bytes: buffers, codec, isBeside: codec > 0 }
}

/** Returns the encoding phase, without the encoded file. */
function encodePhase(header: Header, plan: UnmeasuredPlan): Phase {
  const { output, settings, format, animation } = plan
  const planar = getsPlanes(header, plan)
  const { memory, kernelMemory, instance } = encoders[format]
  const codec = instance?.(output, settings)?.bytes ?? 0
  const outside = animation
    ? partMemory(output, settings) - partKernelMemory(output, settings)
    : memory(output, settings, planar) - kernelMemory(output, settings, planar)
  return { bytes: outside - codec, codec, isBeside: codec > 0 && animation !== undefined }
}

const largestOf = (phases: readonly Phase[], part: 'bytes' | 'codec') =>
  Math.max(0, ...phases.map((phase) => phase[part]))

/**
 * Returns a transform's memory, as if no buffer were freed: reading, resampler, RGBA picture,
 * steps, overlays, decoder, encoder. If phases follow each other, only the largest counts: the
 * decoder's own memory, steps with foreign codecs, drawing an overlay, the encoder.
 * @param byteLength original's length in bytes
 * @param room room for the plan. The encoded file may take all that nothing else needs
 */
export function plannedMemory(
  header: Header,
  byteLength: number,
  plan: UnmeasuredPlan,
  room: Room,
): Pick<Plan, 'parts' | 'gathers' | 'maxFile' | 'scratch'> {
  const { output, steps, overlays } = plan
  const { bytes: inKernelBytes, gathers } = inKernel(header, byteLength, plan)
  const encoder = encodePhase(header, plan)
  // Overlays are drawn before the picture's kernel starts, in the same memory.
  const drawings = overlays.map(({ drawing }) => drawing)
  const working = Math.max(inKernelBytes, ...drawings.map((each) => each.kernel))
  const moved = movedCodec(header, byteLength, working)
  const partner = partnerBytes(working, moved, drawings)
  const phases = [decoding(header, byteLength, plan, moved > 0), ...steps.map(stepping), encoder]
  const isCopied = working > MAX_KERNEL && encoder.codec > 0 && !encoder.isBeside
  const input = decoders[header.format].needsWholeInput ? byteLength : 0
  const held = input + sum(overlays.map(({ size }) => onePicture(size)))
  // A still picture has been read completely before it is encoded.
  const readBeside = plan.animation ? READING_BYTES : 0
  const beside = encoder.bytes + (isCopied ? onePicture(output) : 0)
  const codec = largeMemory(Math.max(largestOf(phases, 'codec'), ...drawings.map((each) => each.codec)))
  const free = freeBuffers({ kernel: working, codec, partner }, room) - held - readBeside - beside
  const kernel = Math.max(working, scratchKernel(plan, { kernel: working, codec }, free, room))
  const scratch = isCopied ? 0 : scratchBytes(kernel)
  const maxFile = plannedFile(plan, free, scratch)
  const outside = Math.max(
    READING_BYTES + Math.max(largestOf(phases, 'bytes'), ...drawings.map(({ bytes }) => bytes)),
    readBeside + beside + fileMemory(plan, maxFile, scratch),
  )
  const parts = {
    kernel,
    codec,
    bytes: held + outside,
    isBeside: phases.some(({ isBeside }) => isBeside) || partner > kernelMemory(MAX_KERNEL),
    ...(partner > 0 && { partner }),
  }
  return { parts, gathers, maxFile, scratch }
}

/**
 * Returns a transform's memory for admission.
 * @param reserved other buffers in bytes that the request holds while the plan runs
 */
export function plannedDemand(
  plan: Pick<Plan, 'parts' | 'animation' | 'transcode' | 'output'>,
  reserved: number,
): Demand {
  const { bytes, kernel, codec, partner } = plan.parts
  return {
    bytes: bytes + reserved,
    kernel,
    codec,
    ...(partner && { partner }),
    ...((plan.animation || isLongTranscode(plan)) && { isLong: true }),
  }
}

/**
 * `true` if a plan leaves the large memory to its codecs. Its kernel then runs in the partner
 * memory.
 */
export const leavesLarge = ({ kernel = 0, codec = 0 }: Memories): boolean => codec > 0 && kernel <= MAX_KERNEL

/** Returns the memory demand for two consecutive pieces of work: the larger value of each field. */
export function largerDemand(one: Demand, other: Demand): Demand {
  const both = [one, other]
  const kernel = Math.max(...both.map((each) => each.kernel ?? 0))
  const partner = Math.max(
    ...both.map((each) =>
      kernel > MAX_KERNEL && leavesLarge(each) ? kernelMemory(each.kernel ?? 0) : (each.partner ?? 0),
    ),
  )
  return {
    bytes: Math.max(one.bytes, other.bytes),
    kernel,
    codec: Math.max(one.codec ?? 0, other.codec ?? 0),
    ...(partner > 0 && { partner }),
  }
}
