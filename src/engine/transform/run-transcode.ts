import { Failure } from '../../errors.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { fileLimit } from '../formats/file-limit.ts'
import type { Header } from '../formats/header.ts'
import { optional } from '../formats/optional.ts'
import type { Plan } from '../plan/plan.ts'
import { scratchIn } from '../wasm/scratch.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import type { Running } from './run-picture.ts'

/**
 * Transcodes a JPEG without loss, in its own kernel.
 * @param byteLength original's length in bytes
 * @returns a JPEG XL codestream
 * @throws Failure corrupt, unsupported, over-budget: the codestream has more bytes than planned
 */
export async function runTranscode(
  { transcode, maxFile, scratch }: Plan,
  input: ByteSource,
  byteLength: number,
  header: Header,
  { timing, signal, seat, own }: Pick<Running, 'timing' | 'signal' | 'seat' | 'own'>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!transcode) throw new Failure('internal', undefined, 'a plan without a transcode runs as one')
  const transcoder = optional.get('jxlTranscoder')
  const limit = fileLimit(maxFile, 'image', 'another format')
  const turned = { ...header, orientation: transcode.orientation }
  return withKernel(seat, async (kernel) => {
    const start = kernel.heapCheckpoint()
    const { head, sections } = await timing.stage('encode', () =>
      transcoder.transcode(input, turned, { kernel, byteLength, signal, limit, own }),
    )
    kernel.heapRestore(start)
    return sections.join(scratchIn(kernel, Math.min(scratch, sections.length())), head)
  })
}
