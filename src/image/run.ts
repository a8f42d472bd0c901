import type { ByteSource, Encoder, Picture } from '../codecs/codec.ts'
import { decoders, encoders } from '../codecs/codecs.ts'
import { openKernel } from '../codecs/kernel.ts'
import { perform } from '../ops/ops.ts'
import { rgba } from '../ops/rgba.ts'
import type { Timing } from '../timing.ts'
import type { Decodable, Plan } from './plan.ts'
import { resample } from './resample.ts'

/**
 * Carries a plan out in a kernel of its own: rows are decoded and resampled as the bytes arrive; then the picture has
 * output size, goes through its steps and is encoded.
 * @param signal looked at between the stages, none of which can be interrupted
 * @returns the compressed output
 * @throws Failure corrupt, unsupported
 */
export async function run(
  plan: Plan,
  input: ByteSource,
  header: Decodable,
  { timing, signal }: { timing: Timing; signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  const kernel = openKernel()
  const resampled = await timing.stage('decode', async () => {
    const pixels = await decoders[header.format].decode(input, header, kernel, plan.denominator)
    return resample(kernel, pixels, plan.resize)
  })
  signal.throwIfAborted()
  return timing.stage('encode', () => {
    const planar = plan.planar && (resampled.layout === 'ycc' || resampled.layout === 'gray')
    const start: Picture = planar ? resampled : rgba(kernel, resampled)
    const picture = plan.steps.reduce((before, step) => perform(kernel, before, step), start)
    const encoder: Encoder = encoders[plan.format]
    return encoder.encode(picture, plan.settings, kernel)
  })
}
