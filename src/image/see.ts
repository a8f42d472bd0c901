import { Failure } from '../errors.ts'
import type { Intent } from '../url/intent.ts'
import { type Analysis, analysisMemory, analyze, type Wanted } from './analyze.ts'
import { redactions } from './geometry.ts'
import { headerMemory, type Image, measured } from './look.ts'
import type { Means } from './means.ts'

/**
 * Analyses an image as soon as its memory is free; redacted, as all that is made of it. Its source has been read then.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function see(
  image: Image,
  intent: Intent,
  wanted: Wanted,
  { limits, admission, timing }: Means,
): Promise<Analysis> {
  const { header } = image
  const { input, size } = await measured(image)
  const memory = analysisMemory(header, size, wanted) + headerMemory(image)
  if (memory > limits.memory)
    throw new Failure(
      'over-budget',
      'the image is too large for its pixels to be looked at first: leave out trim, crop=smart or output=json',
    )
  return admission.admit(memory, () =>
    timing.stage('analyze', () => analyze(input, header, wanted, redactions(header, intent))),
  )
}
