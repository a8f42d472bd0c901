import { assertNotAborted } from '../../abort.ts'
import { Failure } from '../../errors.ts'
import { type Seat, swapped } from '../../memory/index.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { type OwnBytes, releaseBuffer } from '../bytes/release.ts'
import { decoders, encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { flatten } from '../ops/flatten.ts'
import { mark } from '../ops/mark.ts'
import { performInTurn } from '../ops/operations.ts'
import { composeOverlay } from '../ops/overlay.ts'
import { overlayBlocks } from '../ops/overlay-blocks.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Overlay } from '../overlay/overlay.ts'
import { type Frame, type Picture, pixelBytes } from '../picture/picture.ts'
import { leavesLarge } from '../plan/memory.ts'
import type { Plan } from '../plan/plan.ts'
import { gathered } from '../rows/gathered.ts'
import { redacted } from '../rows/redact.ts'
import { resample } from '../rows/resample.ts'
import { rgba } from '../rows/rgba.ts'
import { type EncodeResult, encodeWithinGoal } from '../search/encode-within-goal.ts'
import type { GoalLimits } from '../search/within-goal.ts'
import { copiedMemory, type Kernel, view } from '../wasm/kernel.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import { type ColoredPlan, coloredPlan } from './colored-plan.ts'
import type { JobContext } from './job.ts'

/** Services with which a plan runs, and its overlays. */
export interface Running extends Pick<JobContext, 'timing' | 'signal'> {
  /** Right to the kernel's memory; without it, the kernel has its own memory. */
  readonly seat?: Seat | undefined
  /** Registers the buffers that the run keeps while it waits. */
  readonly own?: OwnBytes | undefined
  /** File limits within a goal. */
  readonly within?: GoalLimits | undefined
  /** Options of the job, whose mark the plan embeds. */
  readonly intent?: Pick<TransformOptions, 'mark'> | undefined
  /** The plan's overlays. `render` draws an overlay in the given size. */
  readonly overlays: readonly Pick<Overlay, 'render' | 'release'>[]
}

/**
 * Runs a plan in its own kernel. Rows are decoded, redacted and resampled as their bytes arrive.
 * The picture then has its output size, goes through its steps and is encoded. If the kernel has
 * the isolate's large memory, a foreign codec encodes after the kernel has ended.
 * @returns the compressed output, whose quality is searched if the plan has a goal
 * @throws Failure corrupt, unsupported, over-budget: the file has more bytes than planned, and what
 *   an overlay throws
 */
export async function run(
  plan: Plan,
  input: ByteSource,
  header: Header,
  running: Running,
): Promise<EncodeResult> {
  const { timing } = running
  const colored = coloredPlan(plan, header, running.intent?.mark?.key)
  const seat = seatOf(plan, running)
  const { instance } = encoders[plan.format]
  const write = (picture: Picture, memory: Kernel) => encodeWithinGoal(plan, picture, memory, running)
  const made = await withOverlays(plan, { ...running, seat }, ({ frames, release }) =>
    withKernel(seat, async (kernel) => {
      const picture = await compose(kernel, colored, input, header, { ...running, frames })
      release()
      // The kernel has the large memory that the codec needs.
      if (seat?.isLarge && instance?.(picture, plan.settings)) return copyOut(kernel, picture)
      return timing.stage('encode', () => write(picture, kernel))
    }),
  )
  if (!('picture' in made)) return made
  seat?.free()
  const { picture, bytes } = made
  running.own?.(new Uint8Array(bytes))
  try {
    return await timing.stage('encode', () => write(picture, copiedMemory(bytes)))
  } finally {
    releaseBuffer({ buffer: bytes })
  }
}

/** Runs a plan that has no goal (see `run`). */
export async function runOneEncode(...args: Parameters<typeof run>): Promise<Uint8Array<ArrayBuffer>> {
  const { file } = await run(...args)
  if (!file) throw new Failure('internal', undefined, 'an encode without a goal has no file')
  return file
}

/**
 * Returns a plan's seat. If the memory was reserved for a larger plan, this plan's kernel leaves
 * the large memory to its codecs.
 */
const seatOf = ({ parts }: Plan, { seat }: Running): Seat | undefined =>
  seat?.isLarge && leavesLarge(parts) ? swapped(seat) : seat

/** Decodes, resamples and finishes a picture, up to its encoding. */
async function compose(
  kernel: Kernel,
  plan: ColoredPlan,
  input: ByteSource,
  header: Header,
  { timing, signal, frames }: Running & { readonly frames: readonly Frame[] },
): Promise<Picture> {
  const start = kernel.heapCheckpoint()
  const resampled = await timing.stage('decode', async () => {
    const { decode, spread } = decoders[header.format]
    const pixels = await decode(input, header, kernel, plan.scale, { signal, crop: plan.resize.crop })
    return resample(kernel, redacted(pixels, header, spread(header), plan.redact), plan.resize, signal)
  })
  assertNotAborted(signal)
  if (plan.codes) recode(kernel, resampled, plan.codes)
  const picture = await timing.stage('compose', () =>
    finish(kernel, plan, plan.gathers ? gathered(kernel, resampled, start) : resampled, frames),
  )
  assertNotAborted(signal)
  return picture
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
  plan: ColoredPlan,
  resampled: Picture,
  frames: readonly Frame[],
): Promise<Picture> {
  const { layout } = resampled
  const stays = plan.resize.wide || (plan.planar && (layout === 'ycc' || layout === 'gray'))
  const start: Picture = stays ? resampled : rgba(kernel, resampled)
  let composed = start
  for (const step of plan.steps) composed = await performInTurn(kernel, composed, step)
  const covered = plan.overlays.length > 0 ? overlaid(kernel, plan, composed, frames) : composed
  const flat = plan.background ? flatten.run(kernel, covered, plan.background) : covered
  return plan.mark ? mark.run(kernel, flat, plan.mark) : flat
}

/** A plan's drawn overlays. */
interface DrawnOverlays {
  readonly frames: readonly Frame[]
  /** Frees the overlays that nothing else refers to. Further calls have no effect. */
  release(): void
}

/**
 * Draws a plan's overlays, and frees them after the work. They are drawn before the picture's
 * kernel starts, because their own kernels use the same memory.
 * @param work may free the overlays earlier
 */
export async function withOverlays<T>(
  plan: Plan,
  running: Running,
  work: (drawn: DrawnOverlays) => Promise<T>,
): Promise<T> {
  const frames: Frame[] = []
  const release = () => {
    for (const [index, frame] of frames.entries()) running.overlays[index]?.release?.(frame)
  }
  try {
    for await (const frame of drawnInTurn(plan, running)) frames.push(frame)
    return await work({ frames, release })
  } finally {
    release()
  }
}

async function* drawnInTurn(
  { overlays }: Plan,
  { timing, signal, overlays: given, seat }: Running,
): AsyncGenerator<Frame> {
  for (const [index, { size, drawing }] of overlays.entries()) {
    assertNotAborted(signal)
    // A codec that draws needs the large memory, which the picture's kernel may have.
    const own = seat?.isLarge && drawing.codec > 0 ? swapped(seat) : seat
    const frame = await timing.stage('overlay', async () => given[index]?.render(size, own))
    if (!frame) throw new Failure('internal', undefined, 'a plan with an overlay runs without one')
    yield frame
  }
}

function overlaid(kernel: Kernel, plan: ColoredPlan, picture: Picture, frames: readonly Frame[]): Picture {
  const blocks = overlayBlocks(kernel, picture, plan.overlays)
  return plan.overlays.reduce((below, placement, index) => {
    const frame = frames[index]
    return frame ? composeOverlay(kernel, below, placement, frame, blocks) : below
  }, picture)
}

/** Picture outside the kernel, whose planes have addresses in its bytes. */
interface Copied {
  readonly picture: Picture
  readonly bytes: ArrayBuffer
}

/** Copies an RGBA picture out of the kernel, so that its memory is free for the encoder. */
function copyOut(kernel: Kernel, { width, height, layout, planes }: Picture): Copied {
  if (layout !== 'rgba') throw new Failure('internal', undefined, `a codec gets a picture of ${layout}`)
  const { buffer: bytes } = view(kernel, planes[0]?.address ?? 0, width * height * 4).slice()
  return { picture: { width, height, layout, planes: [{ width, height, address: 0 }] }, bytes }
}
