import { assertNotAborted } from '../abort.ts'
import { Failure } from '../errors.ts'
import type { Timing } from '../timing.ts'
import type { ByteSource } from './bytes/byte-source.ts'
import { decoders, encoders } from './formats/codecs.ts'
import type { Header } from './formats/header.ts'
import type { Seat } from './memory/seat.ts'
import { flatten } from './ops/flatten.ts'
import { mark } from './ops/mark.ts'
import { performInTurn } from './ops/operations.ts'
import { composeOverlay } from './ops/overlay.ts'
import { overlayBlocks } from './ops/overlay-blocks.ts'
import type { Overlay } from './overlay/overlay.ts'
import { type Frame, type Picture, pixelBytes } from './picture/picture.ts'
import type { Plan } from './plan/plan.ts'
import { redacted } from './rows/redact.ts'
import { resample } from './rows/resample.ts'
import { rgba } from './rows/rgba.ts'
import { copiedMemory, type Kernel, view } from './wasm/kernel.ts'
import { withKernel } from './wasm/with-kernel.ts'

/** Resources with which a plan runs. */
export interface RunContext {
  readonly timing: Timing
  /**
   * Signal that ends the run. It is checked between stages, and between strips while rows are
   * decoded.
   */
  readonly signal: AbortSignal
  /** Right to the memory of the kernel; without it, the kernel has a memory of its own. */
  readonly seat?: Seat | undefined
  /** Overlays of the plan. `render` draws an overlay in the given size. */
  readonly overlays: readonly Pick<Overlay, 'render'>[]
}

/**
 * Runs a plan in its own kernel. Rows are decoded, redacted and resampled as their bytes arrive.
 * The picture then has output size, goes through its steps and is encoded.
 * @returns the compressed output
 * @throws Failure corrupt, unsupported, and what an overlay throws
 */
export async function run(
  plan: Plan,
  input: ByteSource,
  header: Header,
  context: RunContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const { timing, signal, seat } = context
  const { encode, instance } = encoders[plan.format]
  const frames = await drawOverlays(plan, context)
  const made = await withKernel(seat, async (kernel) => {
    const resampled = await timing.stage('decode', async () => {
      const { decode, spread } = decoders[header.format]
      const pixels = await decode(input, header, kernel, plan.scale, signal)
      return resample(kernel, redacted(pixels, header, spread(header), plan.redact), plan.resize, signal)
    })
    assertNotAborted(signal)
    if (plan.codes) recode(kernel, resampled, plan.codes)
    const picture = await timing.stage('compose', () => finish(kernel, plan, resampled, frames))
    assertNotAborted(signal)
    // The kernel holds the memory that the codec needs.
    if (seat?.isLarge && instance?.(picture, plan.settings)) return copyOut(kernel, picture)
    return timing.stage('encode', () => encode(picture, plan.settings, kernel))
  })
  if (made instanceof Uint8Array) return made
  seat?.free()
  return timing.stage('encode', () => encode(made.picture, plan.settings, made.memory))
}

/** Picture outside of the kernel. */
interface Copied {
  readonly picture: Picture
  readonly memory: Kernel
}

function recode(kernel: Kernel, { layout, planes }: Picture, codes: Uint8Array): void {
  const pixelSize = pixelBytes(layout)
  for (const { address, width, height } of planes.slice(0, layout === 'ycc' ? 1 : planes.length)) {
    const samples = view(kernel, address, width * height * pixelSize)
    for (const [at, code] of samples.entries()) samples[at] = codes[code] ?? code
  }
}

/**
 * Finishes a resampled picture: applies the steps, the overlays, the background and the mark.
 * @param frames drawn overlays
 */
export async function finish(
  kernel: Kernel,
  plan: Plan,
  resampled: Picture,
  frames: readonly Frame[],
): Promise<Picture> {
  const planar = plan.planar && (resampled.layout === 'ycc' || resampled.layout === 'gray')
  const start: Picture = planar ? resampled : rgba(kernel, resampled)
  let composed = start
  for (const step of plan.steps) composed = await performInTurn(kernel, composed, step)
  const overlaid = plan.overlays.length > 0 ? compose(kernel, plan, composed, frames) : composed
  const flat = plan.background ? flatten.run(kernel, overlaid, plan.background) : overlaid
  return plan.mark ? mark.run(kernel, flat, plan.mark) : flat
}

/**
 * Draws the overlays of a plan. They are drawn before the kernel of the picture starts, because
 * their own kernels use the same memory.
 */
export async function drawOverlays(
  { overlays }: Plan,
  { timing, signal, overlays: given, seat }: RunContext,
): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  for (const [index, { size }] of overlays.entries()) {
    assertNotAborted(signal)
    const frame = await timing.stage('overlay', async () => given[index]?.render(size, seat))
    if (!frame) throw new Failure('internal', undefined, 'a plan with an overlay runs without one')
    frames.push(frame)
  }
  return frames
}

function compose(kernel: Kernel, plan: Plan, picture: Picture, frames: readonly Frame[]): Picture {
  const blocks = overlayBlocks(kernel, picture, plan.overlays)
  return plan.overlays.reduce((below, placement, index) => {
    const frame = frames[index]
    return frame ? composeOverlay(kernel, below, placement, frame, blocks) : below
  }, picture)
}

/** Copies a picture out of the kernel, so that its memory is free for the encoder. */
function copyOut(kernel: Kernel, { planes, ...picture }: Picture): Copied {
  const sizes = planes.map(({ width, height }) => width * height * pixelBytes(picture.layout))
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  const copied = planes.map((plane, index) => {
    const address = at
    const samples = view(kernel, plane.address, sizes[index] ?? 0)
    bytes.set(samples, address)
    at += samples.length
    return { ...plane, address }
  })
  return { picture: { ...picture, planes: copied } as Picture, memory: copiedMemory(bytes.buffer) }
}
