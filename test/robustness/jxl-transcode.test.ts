import { expect, it } from 'vitest'
import { transcodeObstacle } from '../../src/engine/formats/jxl/transcode-memory.ts'
import { Failure } from '../../src/errors.ts'
import { headerOf } from '../support/engine/decode-whole.ts'
import { mutant } from '../support/hostile/mutations.ts'
import { decodeJxl } from '../support/jxl/decoder/decode.ts'
import { transcode } from '../support/jxl/transcode.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { jpegFiles } from '../support/picture/files.ts'
import { randomNumbers } from '../support/properties/random.ts'

/** Seed of all random numbers. `SEED=7 npm run tool robustness` tests other files. */
const SEED = Number(process.env['SEED'] ?? 1)
const MUTATIONS = 20_000
/** Interval at which a codestream is decoded by the test decoder. */
const DECODE_EVERY = 10
/** Maximum milliseconds of a transcode in the guard build. */
const HANG_MS = 4000

/** Files that JPEG XL can store. Damage may turn them into others. */
const FILES = [...jpegFiles(61, 45)].filter(([, file]) => transcodeObstacle(headerOf(file)) === undefined)

interface Counts {
  transcoded: number
  refused: number
  readonly problems: string[]
}

/** Transcodes a file in the guard build, or refuses it. A codestream must be complete. */
async function tryFile(name: string, file: Uint8Array, decodes: boolean, counts: Counts): Promise<void> {
  const begin = process.cpuUsage()
  try {
    const { result } = await guarded(() => transcode(file))
    counts.transcoded++
    if (result.memory > result.planned) counts.problems.push(`${name}: ${result.memory} bytes of memory`)
    if (decodes) decodeJxl(result.codestream)
  } catch (error) {
    if (error instanceof Failure) counts.refused++
    else counts.problems.push(`${name}: ${error}`)
  }
  const { user, system } = process.cpuUsage(begin)
  if ((user + system) / 1000 > HANG_MS) counts.problems.push(`${name}: ${(user + system) / 1000} ms`)
}

function report({ transcoded, refused, problems }: Counts): void {
  console.log(`transcoded ${transcoded}, refused ${refused}`)
  expect(problems).toEqual([])
  expect(transcoded).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(0)
}

it(`transcodes or refuses ${MUTATIONS} damaged JPEGs`, async () => {
  const counts: Counts = { transcoded: 0, refused: 0, problems: [] }
  for (let index = 0; index < MUTATIONS; index++) {
    const random = randomNumbers(SEED * 1_000_003 + index)
    const [kind, file] = FILES[index % FILES.length] as (typeof FILES)[number]
    const name = `${kind}, seed ${SEED}, number ${index}`
    await tryFile(name, mutant(file, random), index % DECODE_EVERY === 0, counts)
  }
  report(counts)
})

it('transcodes or refuses every truncation of every JPEG', async () => {
  const counts: Counts = { transcoded: 0, refused: 0, problems: [] }
  for (const [kind, file] of FILES)
    for (let length = 0; length < file.length; length++)
      await tryFile(`${kind}, ${length} bytes of it`, file.subarray(0, length), length % 50 === 0, counts)
  report(counts)
})
