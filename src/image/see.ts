import { Failure } from '../errors.ts'
import type { Intent } from '../url/intent.ts'
import { admitted } from './admitted.ts'
import { type Analysis, analysisDemand, analysisMemory, analyze, type Wanted } from './analyze.ts'
import { redactions } from './geometry.ts'
import { headerMemory, type Image } from './look.ts'
import type { Means } from './means.ts'

/**
 * Analyses an image as soon as its memory is free; redacted, as all that is made of it. Its source has been read then.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function see(image: Image, intent: Intent, wanted: Wanted, means: Means): Promise<Analysis> {
  const { limits, timing } = means
  return admitted(image, means, (opened, size) => {
    const { header } = opened
    const memory = analysisMemory(header, size, wanted) + headerMemory(opened)
    if (memory > limits.memory)
      throw new Failure(
        'over-budget',
        'the image is too large for its pixels to be looked at first: leave out trim, crop=smart or output=json',
      )
    const boxes = redactions(header, intent)
    return {
      demands: [analysisDemand(header, size, memory)],
      run: (input) => timing.stage('analyze', () => analyze(input, header, wanted, boxes)),
    }
  })
}
