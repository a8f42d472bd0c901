import { detect, type Found, type Plan, planOf, triedBy, type Waves } from './detect.ts'
import { readPicture, sizeAt, sizeOf } from './picture.ts'
import { DISTORTED, EQUAL, type Family, MIN_SCALE, scaleOf } from './shapes.ts'

/** Of a smaller picture, a mark is hardly read. */
const MIN_SIDE = 200

interface Level {
  /** Share of the picture's sides to which it is reduced. */
  readonly share: number
  readonly plan: Plan
}

/** The picture, and a half, a quarter and so on of it, since a copy may have been enlarged. */
async function levelsOf(file: string | Buffer, family: Family): Promise<readonly Level[]> {
  const size = await sizeOf(file)
  const halvings = Math.max(0, Math.floor(Math.log2(Math.max(size.width, size.height) / MIN_SIDE)))
  return Array.from({ length: halvings + 1 }, (_, halving) => {
    const share = 2 ** -halving
    // Those from 2 MIN_SCALE on have been tried where the picture was twice as large.
    const plan = planOf(
      sizeAt(size, share),
      family,
      (shape) => halving === 0 || scaleOf(shape) < 2 * MIN_SCALE,
    )
    return { share, plan }
  })
}

const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Families of shapes that are searched one after another, each where those before it show nothing. */
const STAGES = {
  quick: [EQUAL],
  thorough: [EQUAL, DISTORTED],
} as const satisfies Record<string, readonly Family[]>

/** The extent of the search. */
export type Effort = keyof typeof STAGES

/**
 * Looks for marks of keys in a file, at its size and at smaller ones.
 * @throws Failure bad-parameter: it is no picture, or of a kind that sharp does not know
 */
export async function find(
  file: string | Buffer,
  keys: readonly Waves[],
  effort: Effort = 'quick',
): Promise<Found | undefined> {
  const stages = STAGES[effort]
  for (const family of stages) {
    const levels = await levelsOf(file, family)
    // Each stage may use up an equal share of the bound on chance.
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
