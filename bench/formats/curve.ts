/** Scores for the similarity between an encoded file and its original picture. */
export const METRICS = ['ssim', 'ssimulacra2'] as const

export type Metric = (typeof METRICS)[number]

/** A file's scores. A metric that could not be measured is absent. */
export interface Similarity {
  readonly ssim: number
  readonly ssimulacra2?: number
  /** Butteraugli's distance, which is 0 for equal pictures. */
  readonly butteraugli?: number
}

/** File size and similarity at one quality. The size is in bytes, or relative to another file. */
export interface Sample extends Similarity {
  readonly quality: number
  readonly bytes: number
}

/** Quality, size and distance at the point on a curve that has a given score. */
export interface Point {
  readonly quality: number
  readonly bytes: number
  readonly butteraugli?: number
}

/** Interpolates between two samples. */
function between(low: Sample, high: Sample, share: number): Point {
  const linear = (from: number, to: number) => from + (to - from) * share
  return {
    quality: linear(low.quality, high.quality),
    bytes: low.bytes * (high.bytes / low.bytes) ** share,
    ...(low.butteraugli !== undefined &&
      high.butteraugli !== undefined && { butteraugli: linear(low.butteraugli, high.butteraugli) }),
  }
}

/**
 * Interpolates the point on a curve that has a given score. Between two samples, the quality, the
 * logarithm of the bytes and the distance are linear in the score.
 * @param curve samples in any order
 * @returns `undefined` if the score lies outside the curve
 */
export function pointAt(curve: readonly Sample[], metric: Metric, score: number): Point | undefined {
  const sorted = [...curve].sort((a, b) => a.quality - b.quality)
  const above = sorted.findIndex((sample) => (sample[metric] ?? Number.NaN) >= score)
  const [low, high] = [sorted[above - 1], sorted[above]]
  const [from, to] = [low?.[metric], high?.[metric]]
  if (!low || !high || from === undefined || to === undefined) return undefined
  return between(low, high, (score - from) / (to - from))
}

/** Returns quality 1 and all multiples of a step that divides 100. */
export const qualitiesBy = (step: number): readonly number[] => [
  1,
  ...Array.from({ length: 100 / step }, (_, at) => step * (at + 1)),
]

/**
 * Qualities that `sampleAround` tries by default. A step of 4 changes the size by about a tenth.
 */
const TRIED = qualitiesBy(4)

/**
 * Finds the two neighboring qualities between which a score lies.
 * @param sample returns the sample at a quality. It should cache its results.
 * @param near quality to start from
 * @param tried qualities in ascending order
 * @returns one sample if the score lies outside the quality range
 */
export async function sampleAround(
  sample: (quality: number) => Promise<Sample>,
  metric: Metric,
  score: number,
  near: number,
  tried = TRIED,
): Promise<readonly Sample[]> {
  const first = tried.findIndex((quality) => quality >= near)
  let [low, high] = [-1, tried.length]
  for (let [at, step] = [first, 1]; high - low > 1; step *= 2) {
    const { [metric]: found = Number.NaN } = await sample(tried[at] as number)
    if (found >= score) high = at
    else low = at
    if (low < 0) at = Math.max(0, high - step)
    else if (high === tried.length) at = Math.min(tried.length - 1, low + step)
    else at = (low + high) >> 1
  }
  const between = [tried[low], tried[high]].filter((quality) => quality !== undefined)
  return Promise.all(between.map(sample))
}
