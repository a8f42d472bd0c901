import { detect, type Found, type Plan, planOf, triedBy, type Waves } from './detect.ts'
import { readPicture, sizeAt, sizeOf } from './picture.ts'
import { DISTORTED, EQUAL, type Family, MIN_SCALE, scaleOf } from './shapes.ts'

/**
 * Minimum length in pixels of a picture's longer side. A mark can hardly be read from a smaller
 * picture.
 */
const MIN_SIDE = 200

interface Level {
  /** Factor by which the picture's width and height are multiplied before the search, at most 1. */
  readonly share: number
  readonly plan: Plan
}

/**
 * Returns the reduced sizes at which a picture is searched: unreduced, a half, a quarter and so on.
 * They are needed because the picture may be an enlarged copy of the marked output.
 */
async function levelsOf(file: string | Buffer, family: Family): Promise<readonly Level[]> {
  const size = await sizeOf(file)
  const halvings = Math.max(0, Math.floor(Math.log2(Math.max(size.width, size.height) / MIN_SIDE)))
  return Array.from({ length: halvings + 1 }, (_, halving) => {
    const share = 2 ** -halving
    // The previous level has already searched these scales, because the picture was twice as large
    // there. Only scales below twice MIN_SCALE are new.
    const plan = planOf(
      sizeAt(size, share),
      family,
      (shape) => halving === 0 || scaleOf(shape) < 2 * MIN_SCALE,
    )
    return { share, plan }
  })
}

const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/**
 * Shape families (a copy's scales and rotations) that each effort tries. They are searched in this
 * order until a mark is found.
 */
const STAGES = {
  quick: [EQUAL],
  thorough: [EQUAL, DISTORTED],
} as const satisfies Record<string, readonly Family[]>

/** Search effort, which selects the shape families (scales and rotations) to try. */
export type Effort = keyof typeof STAGES

/**
 * Searches a picture file for the keys' marks, at its own size and at smaller sizes.
 * @throws Failure bad-parameter: the file is not a picture, or has a format that sharp cannot read
 */
export async function find(
  file: string | Buffer,
  keys: readonly Waves[],
  effort: Effort = 'quick',
): Promise<Found | undefined> {
  const stages = STAGES[effort]
  for (const family of stages) {
    const levels = await levelsOf(file, family)
    // Each stage gets an equal share of the maximum false-positive probability, because the stages'
    // probabilities add up.
    const tried = stages.length * sum(levels.map(({ plan }) => triedBy(plan)))
    for (const { share, plan } of levels) {
      const found = detect(await readPicture(file, share), keys, plan, tried)
      if (found) return { ...found, shape: enlarged(found.shape, share) }
    }
  }
  return undefined
}

const enlarged = ({ across, down, turn }: Found['shape'], by: number) => ({
  across: across * by,
  down: down * by,
  turn,
})
