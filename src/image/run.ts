import type { ByteSource } from '../codecs/codec.ts'
import { decoders, encoders } from '../codecs/codecs.ts'
import { collect } from '../codecs/frame.ts'
import { resize } from '../codecs/resize.ts'
import { cut } from '../ops/cut.ts'
import { perform } from '../ops/ops.ts'
import type { Timing } from '../timing.ts'
import type { Decodable, Plan } from './plan.ts'

/**
 * Carries a plan out: decode, crop, resample, the frame's steps, encode.
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
  const { crop, scaled, filter, steps, format, settings } = plan
  const source = await timing.stage('decode', async () =>
    collect(await decoders[header.format].decode(input, header)),
  )
  signal.throwIfAborted()
  const resized = await timing.stage('resize', async () => {
    const whole = crop.width === source.width && crop.height === source.height
    const part = whole ? source : cut(source, crop)
    const same = crop.width === scaled.width && crop.height === scaled.height
    return same ? part : resize(part, scaled, filter, header.alpha)
  })
  signal.throwIfAborted()
  return timing.stage('encode', async () => encoders[format].encode(steps.reduce(perform, resized), settings))
}
