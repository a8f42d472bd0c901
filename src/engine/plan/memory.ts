import { encodingMemory, shownMemory } from '../animation/memory.ts'
import { kernelPart, READING } from '../formats/codec.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Demand } from '../memory/admission.ts'
import type { InstanceNeed } from '../memory/pool.ts'
import { mark } from '../ops/mark.ts'
import { onePicture } from '../ops/operation.ts'
import { type Step, stepInstance, stepMemory } from '../ops/operations.ts'
import { overlayMemory } from '../ops/overlay-blocks.ts'
import type { Header } from '../picture/header.ts'
import { plannedLayout, storedPlanes } from '../picture/planes.ts'
import { becomesRgba, resizeMemory } from '../rows/resample.ts'
import { heapBytes } from '../wasm/heap.ts'
import type { UnmeasuredPlan } from './plan.ts'

const sum = (bytes: readonly number[]) => bytes.reduce((total, more) => total + more, 0)

function inKernelMemory(header: Header, size: number, { scale, animation }: UnmeasuredPlan): number {
  const decoder = decoders[header.format]
  const moving = animation && decoder.animation
  return moving ? moving.memory(header, size) : kernelPart(decoder, header, size, scale)
}

/** Planes are turned one by one: there is room for luma beside them. */
function inStep(header: Header, { planar, resize, output }: UnmeasuredPlan, step: Step): number {
  const stays = planar && step.op === 'turn' && !becomesRgba(plannedLayout(header), resize)
  return stays ? heapBytes(output.width * output.height) : stepMemory(output, step)
}

function partsOf(header: Header, size: number, plan: UnmeasuredPlan) {
  const { scale, resize, output, steps, overlays, mark: marked, format, settings, planar, animation } = plan
  const decoder = decoders[header.format]
  const inKernel = inKernelMemory(header, size, plan)
  const outside = decoder.needsWholeInput ? decoder.memory(header, size, scale) - size - inKernel : 0
  return {
    /** In the kernel throughout; not a picture that is decoded outside it. */
    kernel: sum([
      inKernel,
      resizeMemory(plannedLayout(header), storedPlanes(header, scale), resize),
      planar || becomesRgba(plannedLayout(header), resize) ? 0 : onePicture(resize.size),
      ...steps.map((step) => inStep(header, plan, step)),
      overlayMemory(output, overlays),
      marked ? mark.memory(output, marked) : 0,
      animation ? shownMemory(output) : 0,
    ]),
    /** Beside the kernel, throughout, with the pictures of all overlays, and memory that the decoder keeps to itself. */
    input:
      READING +
      (decoder.needsWholeInput ? size : 0) +
      (decoder.instance ? 0 : outside) +
      sum(overlays.map(({ size: drawn }) => onePicture(drawn))),
    /** One after the other, with their instances: a decoded picture, steps, drawing each overlay, the encoder. */
    phases: [
      decoder.instance
        ? { bytes: outside, instance: decoder.instance(header, size) }
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
 * Every buffer of a transform as if none were freed: reading, resampler, RGBA picture, steps, overlays, decoder, encoder. Of
 * instances outside the kernel, and of what draws overlays, only the largest counts: if memory is short, each is dropped
 * before the next one starts.
 * @param size length of the source in bytes
 */
export function plannedMemory(header: Header, size: number, plan: UnmeasuredPlan): number {
  const { kernel, input, phases } = partsOf(header, size, plan)
  return kernel + input + Math.max(...phases.map(({ bytes }) => bytes))
}

/**
 * The same for admission, apart from the instances of foreign codecs, which all transforms share.
 * @param memory bytes of the budget
 * @param reserved bytes held beside the plan's own
 */
export function plannedDemand(
  header: Header,
  size: number,
  plan: UnmeasuredPlan,
  memory: number,
  reserved = 0,
): Demand {
  const { kernel, input, phases } = partsOf(header, size, plan)
  const instances = largest(phases.flatMap(({ instance }) => instance ?? []))
  const shared = sum(instances.map(({ bytes }) => bytes))
  const own = Math.max(...phases.map(({ bytes, instance }) => bytes - (instance?.bytes ?? 0)))
  const most = Math.max(...phases.map(({ bytes }) => bytes))
  // If memory is short, phases follow each other; the one that holds most need not use the largest instance.
  const fits = reserved + kernel + input + own + shared <= memory
  const bytes = reserved + kernel + input + (fits ? own : Math.max(0, most - shared))
  return { bytes, kernel, instances, ...(plan.animation && { isLong: true }) }
}

/** What two pieces of work need that follow each other. */
export function largerDemand(one: Demand, other: Demand): Demand {
  return {
    bytes: Math.max(one.bytes, other.bytes),
    kernel: Math.max(one.kernel ?? 0, other.kernel ?? 0),
    instances: largest([...(one.instances ?? []), ...(other.instances ?? [])]),
  }
}

/** Instances of a kind follow each other. */
function largest(needs: readonly InstanceNeed[]): InstanceNeed[] {
  const kinds = new Map(needs.map((need) => [need.kind, need]))
  for (const need of needs) if (need.bytes > (kinds.get(need.kind)?.bytes ?? 0)) kinds.set(need.kind, need)
  return [...kinds.values()]
}
