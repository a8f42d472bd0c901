import { assertNotAborted, sleep } from '../../abort.ts'
import { Failure } from '../../errors.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import type { Animation, AnimationFrame } from '../formats/animation.ts'
import { decoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { setLoops } from '../formats/webp/animation-writer.ts'
import type { PlannedAnimation } from '../plan/animation-memory.ts'
import { countedPixels } from '../plan/animation-pixels.ts'
import type { Plan } from '../plan/plan.ts'
import { redacted } from '../rows/redact.ts'
import { resample } from '../rows/resample.ts'
import { rgba } from '../rows/rgba.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { scratchIn } from '../wasm/scratch.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import { coloredPlan } from './colored-plan.ts'
import { canvasHeader } from './count-frames.ts'
import { frameEncoder } from './encode-frames.ts'
import { finish, type Running, withOverlays } from './run-picture.ts'

/**
 * Number of processed pixels after which the isolate's other requests get a turn, about 10 ms of
 * work. Pixels are counted as for the limit on animations.
 */
const TURN_PIXELS = 131_072

/** Plan for an animated output. */
export type MovingPlan = Plan & { readonly animation: PlannedAnimation }

export const isMoving = (plan: Plan): plan is MovingPlan => plan.animation !== undefined

/** Work that is done on each frame in an animation. */
interface FrameWork {
  /** Number of frames that the plan has counted. Further frames in the file are ignored. */
  readonly maxFrames: number
  /** Pixels that each frame adds to the count for the limit on animations. */
  readonly pixels: number
  readonly run: (frame: AnimationFrame) => Promise<void>
}

/** Runs the work on each frame. The kernel memory that a frame allocates is freed after it. */
async function forEachFrame(
  kernel: Kernel,
  { frames }: Animation,
  { timing, signal }: Running,
  { maxFrames, pixels, run }: FrameWork,
): Promise<void> {
  const source = frames[Symbol.asyncIterator]()
  let worked = 0
  try {
    for (let count = 0; count < maxFrames; count++) {
      const step = await timing.stage('decode', () => source.next())
      if (step.done) return
      const checkpoint = kernel.heapCheckpoint()
      await run(step.value)
      kernel.heapRestore(checkpoint)
      worked += pixels
      assertNotAborted(signal)
      if (worked < TURN_PIXELS) continue
      worked = 0
      await sleep(0, signal)
    }
  } finally {
    await source.return?.()
  }
}

/**
 * Runs a plan for every frame of an animation, in one kernel. Each frame is composed on the canvas,
 * redacted and resampled. It then goes through the steps and gets the overlays and the invisible
 * mark. Only the part that differs from the previous frame is encoded.
 * @returns the animated WebP and its frame count
 * @throws Failure corrupt, unsupported, over-budget, and what an overlay throws
 */
export async function runAnimation(
  plan: MovingPlan,
  input: ByteSource,
  header: Header,
  running: Running,
): Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly frames: number }> {
  const { timing, signal, seat, own } = running
  const colored = coloredPlan(plan, header, running.intent?.mark?.key)
  const { output: size, settings, animation, maxFile, scratch } = plan
  const { animation: decoder, spread } = decoders[header.format]
  if (!decoder) throw new Failure('internal', undefined, `${header.format} has no animations`)
  return withOverlays(plan, running, ({ frames: overlays, release }) =>
    withKernel(seat, async (kernel) => {
      const start = kernel.heapCheckpoint()
      const { crop } = plan.resize
      const opened = await timing.stage('decode', () => decoder.open(input, header, kernel, crop))
      const encoder = frameEncoder(kernel, {
        size,
        settings,
        loops: opened.loops,
        maxFile,
        own,
      })

      async function run({ pixels, duration }: AnimationFrame): Promise<void> {
        const picture = await timing.stage('compose', async () => {
          const visible = redacted(pixels, header, spread(canvasHeader(header)), plan.redact)
          const resampled = await resample(kernel, visible, colored.resize, signal)
          return rgba(kernel, await finish(kernel, colored, resampled, overlays))
        })
        await timing.stage('encode', () => encoder.add(picture, duration))
      }

      const pixels = countedPixels(header, size, settings)
      await forEachFrame(kernel, opened, running, { maxFrames: animation.frames, pixels, run })
      release()
      kernel.heapRestore(start)
      const made = encoder.end(scratchIn(kernel, Math.min(scratch, maxFile)))
      setLoops(made.file, opened.loops)
      return made
    }),
  )
}
