import { kernelPart, READING_BYTES } from '../formats/codec.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import type { Demand } from '../memory/demand.ts'
import type { InstanceNeed } from '../memory/pool.ts'
import { mark } from '../ops/mark.ts'
import { onePicture } from '../ops/operation.ts'
import { type Step, stepInstance, stepMemory } from '../ops/operations.ts'
import { overlayMemory } from '../ops/overlay-blocks.ts'
import { storedPlanes } from '../picture/planes.ts'
import { becomesRgba, resizeMemory } from '../rows/resample.ts'
import { heapBytes } from '../wasm/heap.ts'
import { encodingMemory, shownMemory } from './animation-memory.ts'
import type { UnmeasuredPlan } from './plan.ts'

const sum = (bytes: readonly number[]) => bytes.reduce((total, more) => total + more, 0)

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

function partsOf(header: Header, byteLength: number, plan: UnmeasuredPlan) {
  const { scale, resize, output, steps, overlays, mark: marked, format, settings, planar, animation } = plan
  const decoder = decoders[header.format]
  const inKernel = inKernelMemory(header, byteLength, plan)
  const outside = decoder.needsWholeInput
    ? decoder.memory(header, byteLength, scale) - byteLength - inKernel
    : 0
  return {
    /**
     * Size in bytes of the kernel memory that is held throughout the transform. Memory of a decoder
     * outside the kernel is not included.
     */
    kernel: sum([
      inKernel,
      resizeMemory(plannedLayout(header), storedPlanes(header, scale), resize),
      planar || becomesRgba(plannedLayout(header), resize) ? 0 : onePicture(resize.size),
      ...steps.map((step) => inStep(header, plan, step)),
      overlayMemory(output, overlays),
      marked ? mark.memory(output, marked) : 0,
      animation ? shownMemory(output) : 0,
    ]),
    /**
     * Size in bytes of the memory outside the kernel that is held throughout the transform. It
     * includes the pictures of all overlays, and the memory of a decoder outside the kernel that is
     * not a shared instance.
     */
    input:
      READING_BYTES +
      (decoder.needsWholeInput ? byteLength : 0) +
      (decoder.instance ? 0 : outside) +
      sum(overlays.map(({ size: drawn }) => onePicture(drawn))),
    /**
     * Consecutive phases of the transform, each with the size of its memory in bytes and its
     * instance of a foreign codec: a decoded picture, steps, drawing each overlay, the encoder.
     */
    phases: [
      decoder.instance
        ? { bytes: outside, instance: decoder.instance(header, byteLength) }
        : { bytes: 0, instance: undefined },
      ...steps.map(stepInstance).map((instance) => ({ bytes: instance?.bytes ?? 0, instance })),
      ...overlays.map(({ drawing, size: drawn }) => ({
        bytes: Math.max(0, drawing - onePicture(drawn)),
        instance: undefined,
      })),
      {
        bytes: animation
          ? encodingMemory(output, settings, animation)
          : encoders[format].memory(output, settings),
        instance: encoders[format].instance?.(output, settings),
      },
    ],
  }
}

/**
 * Returns the total size in bytes of all buffers of a transform, as if none were freed: reading,
 * resampler, RGBA picture, steps, overlays, decoder, encoder. Of the instances outside the kernel
 * and of the work that draws overlays, only the largest counts. If memory is short, each of them is
 * dropped before the next one starts.
 * @param byteLength length of the original in bytes
 */
export function plannedMemory(header: Header, byteLength: number, plan: UnmeasuredPlan): number {
  const { kernel, input, phases } = partsOf(header, byteLength, plan)
  return kernel + input + Math.max(...phases.map(({ bytes }) => bytes))
}

/**
 * Returns the memory of a transform for admission. Instances of foreign codecs are listed
 * separately, because all transforms share them.
 * @param byteLength length of the original in bytes
 * @param memory memory limit in bytes
 * @param reserved size in bytes of other memory that the request holds while the plan runs
 */
export function plannedDemand(
  header: Header,
  byteLength: number,
  plan: UnmeasuredPlan,
  memory: number,
  reserved = 0,
): Demand {
  const { kernel, input, phases } = partsOf(header, byteLength, plan)
  const instances = largest(phases.flatMap(({ instance }) => instance ?? []))
  const shared = sum(instances.map(({ bytes }) => bytes))
  const own = Math.max(...phases.map(({ bytes, instance }) => bytes - (instance?.bytes ?? 0)))
  const peak = Math.max(...phases.map(({ bytes }) => bytes))
  // If memory is short, instances are dropped between the phases. The peak is then the phase that
  // takes the most, which need not be the phase with the largest instance.
  const fits = reserved + kernel + input + own + shared <= memory
  const bytes = reserved + kernel + input + (fits ? own : Math.max(0, peak - shared))
  return { bytes, kernel, instances, ...(plan.animation && { isLong: true }) }
}

/** Returns the memory demand of two consecutive pieces of work: the larger value of each field. */
export function largerDemand(one: Demand, other: Demand): Demand {
  return {
    bytes: Math.max(one.bytes, other.bytes),
    kernel: Math.max(one.kernel ?? 0, other.kernel ?? 0),
    instances: largest([...(one.instances ?? []), ...(other.instances ?? [])]),
  }
}

/**
 * Returns the largest instance of each kind. Work in instances of one kind runs one after the
 * other, so only the largest instance is counted.
 */
function largest(needs: readonly InstanceNeed[]): InstanceNeed[] {
  const kinds = new Map(needs.map((need) => [need.kind, need]))
  for (const need of needs) if (need.bytes > (kinds.get(need.kind)?.bytes ?? 0)) kinds.set(need.kind, need)
  return [...kinds.values()]
}
