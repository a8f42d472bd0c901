import { detect, type Found, type Waves } from './detect.ts'
import { readPicture, sizeAt, sizeOf } from './picture.ts'
import { LEAST, scalesOf } from './search.ts'

/** Of a smaller picture, a mark is hardly read. */
const LEAST_SIDE = 200

/** The picture, and a half, a quarter and so on of it, since a copy may have been enlarged. */
async function levelsOf(file: string | Buffer) {
  const size = await sizeOf(file)
  const halvings = Math.max(0, Math.floor(Math.log2(Math.max(size.width, size.height) / LEAST_SIDE)))
  return Array.from({ length: halvings + 1 }, (_, halving) => {
    const share = 2 ** -halving
    const scales = scalesOf(sizeAt(size, share))
    // Those from 2 LEAST on have been tried where the picture was twice as large.
    return { share, scales: halving === 0 ? scales : scales.filter((scale) => scale < 2 * LEAST) }
  })
}

/**
 * Looks for marks of keys in a file, at its size and at smaller ones.
 * @throws Failure bad-parameter: it is no picture, or of a kind that sharp does not know
 */
export async function find(file: string | Buffer, keys: readonly Waves[]): Promise<Found | undefined> {
  const levels = await levelsOf(file)
  const tried = levels.reduce((sum, { scales }) => sum + scales.length, 0)
  for (const { share, scales } of levels) {
    const { data, width, height } = await readPicture(file, share)
    const found = detect(data, width, height, keys, scales, tried)
    if (found) return { ...found, scale: found.scale * share }
  }
  return undefined
}
