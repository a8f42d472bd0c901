import { Failure } from '../errors.ts'
import type { ByteSource } from '../formats/codec.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Demand } from '../isolate/admission.ts'
import { flatten } from '../ops/flatten.ts'
import { mark } from '../ops/mark.ts'
import { perform } from '../ops/operations.ts'
import { composeOverlay } from '../ops/overlay.ts'
import type { Header } from '../picture/header.ts'
import type { Frame, Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { redacted } from '../rows/redact.ts'
import { resample } from '../rows/resample.ts'
import { rgba } from '../rows/rgba.ts'
import type { Timing } from '../timing.ts'
import { type Kernel, withKernel } from '../wasm/kernel.ts'
import type { Plan } from './plan/plan.ts'

/** What a plan runs with. */
export interface RunContext {
  readonly timing: Timing
  /** Checked between stages, which cannot be interrupted. */
  readonly signal: AbortSignal
  /** What was admitted. */
  readonly demand: Demand
  /** Draws the overlay in a size. */
  readonly renderOverlay?: ((size: Size) => Promise<Frame>) | undefined
}

/**
 * Runs a plan in a kernel of its own: rows are decoded, redacted and resampled as bytes arrive; then the picture has
 * output size, goes through its steps and is encoded.
 * @returns the compressed output
 * @throws Failure corrupt, unsupported, and what the overlay throws
 */
export function run(
  plan: Plan,
  input: ByteSource,
  header: Header,
  context: RunContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const { timing, signal, demand } = context
  return withKernel(demand.kernel ?? 0, async (kernel) => {
    const resampled = await timing.stage('decode', async () => {
      const pixels = await decoders[header.format].decode(input, header, kernel, plan.denominator)
      return resample(kernel, redacted(pixels, header, plan.redact), plan.resize, signal)
    })
    signal.throwIfAborted()
    const picture = await timing.stage('compose', () => finish(kernel, plan, resampled, context))
    signal.throwIfAborted()
    return timing.stage('encode', () => encoders[plan.format].encode(picture, plan.settings, kernel))
  })
}

async function finish(kernel: Kernel, plan: Plan, resampled: Picture, context: RunContext): Promise<Picture> {
  const planar = plan.planar && (resampled.layout === 'ycc' || resampled.layout === 'gray')
  const start: Picture = planar ? resampled : rgba(kernel, resampled)
  const composed = plan.steps.reduce((before, step) => perform(kernel, before, step), start)
  const overlaid = plan.overlay
    ? composeOverlay(kernel, composed, plan.overlay, await rendered(plan.overlay.size, context))
    : composed
  const flat = plan.background ? flatten.run(kernel, overlaid, plan.background) : overlaid
  return plan.mark ? mark.run(kernel, flat, plan.mark) : flat
}

function rendered(size: Size, { timing, renderOverlay: render }: RunContext): Promise<Frame> {
  if (!render) throw new Failure('internal', undefined, 'a plan with an overlay runs without one')
  return timing.stage('overlay', () => render(size))
}
