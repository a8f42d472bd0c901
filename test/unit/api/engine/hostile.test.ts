import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { capacity, Failure, type Input, probe, transform } from '../../../../src/api/engine/index.ts'
import { concurrency, memory } from '../../../../src/isolate/isolate.ts'
import { OPTION_NAMES } from '../../../../src/signing/url/options.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(48, 36)
})

async function expectFailure(work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error !== undefined) expect(error).toBeInstanceOf(Failure)
  expect(concurrency.use()).toEqual({ running: 0, waiting: 0 })
  expect(memory.use().waiting).toBe(0)
}

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withTypedArray: true,
})

it('answers any value in place of an input with a failure', async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (input) => {
      await expectFailure(() => transform(input as Input))
      await expectFailure(() => probe(input as Input))
    }),
    { numRuns: runs(300) },
  )
})

it('answers any options and any context with a picture or a failure', async () => {
  const options = fc.dictionary(fc.constantFrom(...OPTION_NAMES, '__proto__', 'x'), anything, { maxKeys: 2 })
  const fields = ['limits', 'accept', 'accepts', 'files', 'font', 'markKey', 'x']
  const context = fc.dictionary(fc.constantFrom(...fields), anything, { maxKeys: 2 })
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, options), fc.oneof(anything, context), async (given, around) => {
      await expectFailure(() => transform(photo, given as object, around as object))
      await expectFailure(() => capacity(photo, given as object, around as object))
    }),
    { numRuns: runs(400) },
  )
})

it('answers damaged files with a picture or a failure, in any pieces', async () => {
  const random = randomNumbers(27)
  for (let round = 0; round < 60; round++) {
    const file = mutant(photo, random)
    const { stream } = watchedStream(file, [1 + (round % 7) * 100])
    const options = round % 2 === 0 ? { width: 20 } : { width: 20, height: 20, crop: 'smart' as const }
    await expectFailure(() => transform(stream, options))
  }
})
