import { assertNotAborted } from '../abort.ts'
import { Failure } from '../errors.ts'
import type { Timing } from '../timing.ts'
import type { ByteSource } from './bytes/byte-source.ts'
import { decoders, encoders } from './formats/codecs.ts'
import type { Header } from './formats/header.ts'
import type { Demand } from './memory/demand.ts'
import { flatten } from './ops/flatten.ts'
import { mark } from './ops/mark.ts'
import { perform } from './ops/operations.ts'
import { composeOverlay } from './ops/overlay.ts'
import { overlayBlocks } from './ops/overlay-blocks.ts'
import type { Overlay } from './overlay/overlay.ts'
import { type Frame, type Picture, pixelBytes } from './picture/picture.ts'
import type { Plan } from './plan/plan.ts'
import { redacted } from './rows/redact.ts'
import { resample } from './rows/resample.ts'
import { rgba } from './rows/rgba.ts'
import { type Kernel, view } from './wasm/kernel.ts'
import { withKernel } from './wasm/with-kernel.ts'

/** Resources with which a plan runs. */
export interface RunContext {
  readonly timing: Timing
  /**
   * Signal that ends the run. It is checked between stages, and between strips while rows are
   * decoded.
   */
  readonly signal: AbortSignal
  /** Memory demand that was admitted for the run. */
  readonly demand: Demand
  /** Overlays of the plan. `render` draws an overlay in the given size. */
  readonly overlays: readonly Pick<Overlay, 'render'>[]
}

/**
 * Runs a plan in its own kernel. Rows are decoded, redacted and resampled as their bytes arrive.
 * The picture then has output size, goes through its steps and is encoded.
 * @returns the compressed output
 * @throws Failure corrupt, unsupported, and what an overlay throws
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
      const { decode, spread } = decoders[header.format]
      const pixels = await decode(input, header, kernel, plan.scale, signal)
      return resample(kernel, redacted(pixels, header, spread(header), plan.redact), plan.resize, signal)
    })
    assertNotAborted(signal)
    if (plan.codes) recode(kernel, resampled, plan.codes)
    const picture = await timing.stage('compose', () => finish(kernel, plan, resampled, context))
    assertNotAborted(signal)
    return timing.stage('encode', () => encoders[plan.format].encode(picture, plan.settings, kernel))
  })
}

function recode(kernel: Kernel, { layout, planes }: Picture, codes: Uint8Array): void {
  const pixelSize = pixelBytes(layout)
  for (const { address, width, height } of planes.slice(0, layout === 'ycc' ? 1 : planes.length)) {
    const samples = view(kernel, address, width * height * pixelSize)
    for (const [at, code] of samples.entries()) samples[at] = codes[code] ?? code
  }
}

/** Finishes a resampled picture: applies the steps, the overlays, the background and the mark. */
export async function finish(
  kernel: Kernel,
  plan: Plan,
  resampled: Picture,
  context: RunContext,
): Promise<Picture> {
  const planar = plan.planar && (resampled.layout === 'ycc' || resampled.layout === 'gray')
  const start: Picture = planar ? resampled : rgba(kernel, resampled)
  const composed = plan.steps.reduce((before, step) => perform(kernel, before, step), start)
  const overlaid = plan.overlays.length > 0 ? await overlay(kernel, plan, composed, context) : composed
  const flat = plan.background ? flatten.run(kernel, overlaid, plan.background) : overlaid
  return plan.mark ? mark.run(kernel, flat, plan.mark) : flat
}

/**
 * Draws and composes the overlays. An overlay is only drawn after the previous one is composed.
 * Otherwise several kernels for drawing would exist at the same time.
 */
async function overlay(
  kernel: Kernel,
  plan: Plan,
  picture: Picture,
  { timing, signal, overlays }: RunContext,
): Promise<Picture> {
  const blocks = overlayBlocks(kernel, picture, plan.overlays)
  let composed = picture
  for (const [index, placement] of plan.overlays.entries()) {
    assertNotAborted(signal)
    const { render } = overlays[index] ?? { render: missing }
    const frame = await timing.stage('overlay', () => render(placement.size))
    composed = composeOverlay(kernel, composed, placement, frame, blocks)
  }
  return composed
}

async function missing(): Promise<Frame> {
  throw new Failure('internal', undefined, 'a plan with an overlay runs without one')
}
