import { codecPart, kernelPart, READING_BYTES } from '../formats/codec.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { partKernelMemory } from '../formats/webp/encoder.ts'
import { MAX_KERNEL } from '../memory/classes.ts'
import { type Demand, type Parts, sum } from '../memory/demand.ts'
import { mark } from '../ops/mark.ts'
import { onePicture } from '../ops/operation.ts'
import { type Step, stepInstance, stepMemory } from '../ops/operations.ts'
import { overlayMemory } from '../ops/overlay-blocks.ts'
import { storedPlanes } from '../picture/planes.ts'
import { becomesRgba, resizeMemory } from '../rows/resample.ts'
import { heapBytes } from '../wasm/heap.ts'
import { encodingMemory, shownMemory } from './animation-memory.ts'
import type { Plan, PlannedParts, UnmeasuredPlan } from './plan.ts'

function inKernelMemory(header: Header, byteLength: number, { scale, animation }: UnmeasuredPlan): number {
  const decoder = decoders[header.format]
  const moving = animation && decoder.animation
  return moving ? moving.memory(header, byteLength) : kernelPart(decoder, header, byteLength, scale)
}

/**
 * Returns the size in bytes of the kernel memory that a step takes. Planes are turned one by one,
 * which takes room for one more luma plane.
 */
function inStep(header: Header, { planar, resize, output }: UnmeasuredPlan, step: Step): number {
  const stays = planar && step.op === 'turn' && !becomesRgba(plannedLayout(header), resize)
  return stays ? heapBytes(output.width * output.height) : stepMemory(output, step)
}

/** Bytes that one phase of a transform holds beside what is held throughout. */
interface Phase extends Parts {
  /** `true` if the kernel is in use while the codec runs, so that both need a memory. */
  readonly isBeside: boolean
}

const NOTHING: Phase = { bytes: 0, kernel: 0, codec: 0, isBeside: false }

function decoding(header: Header, byteLength: number, plan: UnmeasuredPlan): Phase {
  const decoder = decoders[header.format]
  if (!decoder.needsWholeInput) return NOTHING
  const codec = codecPart(decoder, header, byteLength)
  const all = decoder.memory(header, byteLength, plan.scale) - byteLength
  const bytes = all - codec - inKernelMemory(header, byteLength, plan)
  return { ...NOTHING, bytes, codec, isBeside: codec > 0 }
}

function stepping(step: Step): Phase {
  const codec = stepInstance(step)?.bytes ?? 0
  return { ...NOTHING, codec, isBeside: codec > 0 }
}

function encoding({ output, settings, format, animation }: UnmeasuredPlan): Phase {
  const { memory, kernelMemory, instance } = encoders[format]
  const kernel = animation ? partKernelMemory(output, settings) : kernelMemory(output, settings)
  const codec = instance?.(output, settings)?.bytes ?? 0
  const all = animation ? encodingMemory(output, settings, animation) : memory(output, settings)
  return { kernel, codec, bytes: all - kernel - codec, isBeside: codec > 0 && animation !== undefined }
}

const largestOf = (phases: readonly Phase[], part: keyof Parts) =>
  Math.max(0, ...phases.map((phase) => phase[part]))

/**
 * Returns the bytes of all buffers of a transform, as if none were freed: reading, resampler, RGBA
 * picture, steps, overlays, decoder, encoder. Of the phases that follow each other, only the largest
 * counts: the decoder's own memory, steps of foreign codecs, the encoder.
 * @param byteLength length of the original in bytes
 */
export function plannedParts(header: Header, byteLength: number, plan: UnmeasuredPlan): PlannedParts {
  const { resize, output, steps, overlays, mark: marked, planar, animation, scale } = plan
  const encoder = encoding(plan)
  const phases = [decoding(header, byteLength, plan), ...steps.map(stepping), encoder]
  const held = sum([
    inKernelMemory(header, byteLength, plan),
    resizeMemory(plannedLayout(header), storedPlanes(header, scale), resize),
    planar || becomesRgba(plannedLayout(header), resize) ? 0 : onePicture(resize.size),
    ...steps.map((step) => inStep(header, plan, step)),
    overlayMemory(output, overlays),
    marked ? mark.memory(output, marked) : 0,
    animation ? shownMemory(output) : 0,
  ])
  // Overlays are drawn before the kernel of the picture starts, in the same memory.
  const drawings = overlays.map(({ drawing }) => drawing)
  const kernel = Math.max(held + largestOf(phases, 'kernel'), ...drawings.map((each) => each.kernel))
  const pictures = sum(overlays.map(({ size }) => onePicture(size)))
  const read = READING_BYTES + (decoders[header.format].needsWholeInput ? byteLength : 0)
  const isCopied = kernel > MAX_KERNEL && encoder.codec > 0 && !encoder.isBeside
  const outside = Math.max(
    largestOf(phases, 'bytes'),
    isCopied ? encoder.bytes + onePicture(output) : 0,
    ...drawings.map(({ bytes }) => bytes),
  )
  return {
    kernel,
    codec: Math.max(largestOf(phases, 'codec'), ...drawings.map(({ codec }) => codec)),
    bytes: read + pictures + outside,
    isBeside: phases.some(({ isBeside }) => isBeside),
  }
}

/**
 * Returns the memory of a transform for admission.
 * @param reserved size in bytes of other buffers that the request holds while the plan runs
 */
export function plannedDemand(
  { parts: { kernel, codec, bytes }, animation }: Pick<Plan, 'parts' | 'animation'>,
  reserved: number,
): Demand {
  return { bytes: bytes + reserved, kernel, codec, ...(animation && { isLong: true }) }
}

/** Returns the memory demand of two consecutive pieces of work: the larger value of each field. */
export function largerDemand(one: Demand, other: Demand): Demand {
  return {
    bytes: Math.max(one.bytes, other.bytes),
    kernel: Math.max(one.kernel ?? 0, other.kernel ?? 0),
    codec: Math.max(one.codec ?? 0, other.codec ?? 0),
  }
}
