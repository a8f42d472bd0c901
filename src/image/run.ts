import type { ByteSource, Frame, Picture, PlaneSize } from '../codecs/codec.ts'
import { decoders, encoders } from '../codecs/codecs.ts'
import { type Kernel, withKernel } from '../codecs/kernel.ts'
import { instanceBytes, shedInstance } from '../codecs/pool.ts'
import { Failure } from '../errors.ts'
import { flatten } from '../ops/flatten.ts'
import { perform } from '../ops/ops.ts'
import { overlay } from '../ops/overlay.ts'
import { rgba } from '../ops/rgba.ts'
import type { Header } from '../probe/header.ts'
import type { Timing } from '../timing.ts'
import type { Demand } from './admission.ts'
import type { Plan } from './plan.ts'
import { redacted } from './redact.ts'
import { resample } from './resample.ts'

/** What a transform is given beside its plan and the source. */
export interface Aids {
  readonly timing: Timing
  /** Looked at between the stages, none of which can be interrupted. */
  readonly signal: AbortSignal
  /** What it was admitted with. */
  readonly demand: Demand
  /** Makes the overlay's picture in a size. */
  readonly overlay?: ((size: PlaneSize) => Promise<Frame>) | undefined
}

/** Drops idle instances where those of decoder and encoder do not fit together. */
function makeRoom({ bytes, inTurn }: Demand): void {
  if (!inTurn) return
  const { bytes: own, instances } = inTurn.last
  while (own + instanceBytes(instances ?? []) > bytes) if (!shedInstance(instances)) return
}

/** Steps, overlay, and what lies under transparency: the picture becomes what is encoded. */
async function finish(kernel: Kernel, plan: Plan, resampled: Picture, aids: Aids): Promise<Picture> {
  const planar = plan.planar && (resampled.layout === 'ycc' || resampled.layout === 'gray')
  const start: Picture = planar ? resampled : rgba(kernel, resampled)
  const composed = plan.steps.reduce((before, step) => perform(kernel, before, step), start)
  const marked = plan.overlay
    ? overlay(kernel, composed, plan.overlay, await rendered(plan.overlay.size, aids))
    : composed
  return plan.under ? flatten.run(kernel, marked, plan.under) : marked
}

function rendered(size: PlaneSize, { timing, overlay: render }: Aids): Promise<Frame> {
  if (!render) throw new Failure('internal', undefined, 'a plan with an overlay runs without one')
  return timing.stage('overlay', () => render(size))
}

/**
 * Carries a plan out in a kernel of its own: rows are decoded, redacted and resampled as the bytes arrive; then the
 * picture has output size, goes through its steps and is encoded.
 * @returns the compressed output
 * @throws Failure corrupt, unsupported, and what the overlay throws
 */
export function run(
  plan: Plan,
  input: ByteSource,
  header: Header,
  aids: Aids,
): Promise<Uint8Array<ArrayBuffer>> {
  const { timing, signal, demand } = aids
  return withKernel(demand.kernel ?? 0, async (kernel) => {
    const resampled = await timing.stage('decode', async () => {
      const pixels = await decoders[header.format].decode(input, header, kernel, plan.denominator)
      return resample(kernel, redacted(pixels, header, plan.redact), plan.resize, signal)
    })
    signal.throwIfAborted()
    makeRoom(demand)
    const picture = await timing.stage('compose', () => finish(kernel, plan, resampled, aids))
    signal.throwIfAborted()
    return timing.stage('encode', () => encoders[plan.format].encode(picture, plan.settings, kernel))
  })
}
