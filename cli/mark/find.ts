import { detect, type Found, type Plan, planOf, triedBy, type Waves } from './detect.ts'
import { readPicture, sizeAt, sizeOf } from './picture.ts'
import { DISTORTED, EQUAL, type Family, MIN_SCALE, scaleOf } from './shapes.ts'

/**
 * Minimum length in pixels of a picture's longer side. A mark can hardly be read from a smaller
 * picture.
 */
const MIN_SIDE = 200

interface Level {
  /** Factor by which the width and height of the picture are reduced. */
  readonly share: number
  readonly plan: Plan
}

/**
 * Returns the reductions of a picture to search: none, a half, a quarter and so on. The reductions
 * are needed because the copy may have been enlarged.
 */
async function levelsOf(file: string | Buffer, family: Family): Promise<readonly Level[]> {
  const size = await sizeOf(file)
  const halvings = Math.max(0, Math.floor(Math.log2(Math.max(size.width, size.height) / MIN_SIDE)))
  return Array.from({ length: halvings + 1 }, (_, halving) => {
    const share = 2 ** -halving
    // Scales from 2 × MIN_SCALE on were already searched at the previous reduction, where the
    // picture was twice as large.
    const plan = planOf(
      sizeAt(size, share),
      family,
      (shape) => halving === 0 || scaleOf(shape) < 2 * MIN_SCALE,
    )
    return { share, plan }
  })
}

const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Families of shapes for each effort. They are searched in this order until a mark is found. */
const STAGES = {
  quick: [EQUAL],
  thorough: [EQUAL, DISTORTED],
} as const satisfies Record<string, readonly Family[]>

/** Effort of the search: the families of shapes that it tries. */
export type Effort = keyof typeof STAGES

/**
 * Searches a picture file for marks of keys, at its own size and at smaller sizes.
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
    // Each stage gets an equal share of the maximum probability of a false positive, because the
    // probabilities of all stages add up.
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
