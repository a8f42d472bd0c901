import type { BitReader } from '../bits.ts'

/** Parameters of the weighted predictor (ISO/IEC 18181-1:2022, H.5). */
export interface WeightedHeader {
  readonly factors: {
    readonly p1: number
    readonly p2: number
    /** Factors for errors above left, above and above right, and for two differences. */
    readonly p3: {
      readonly nw: number
      readonly n: number
      readonly ne: number
      readonly above: number
      readonly beside: number
    }
  }
  readonly maxWeights: readonly number[]
}

const DEFAULT: WeightedHeader = {
  factors: { p1: 16, p2: 10, p3: { nw: 7, n: 7, ne: 7, above: 0, beside: 0 } },
  maxWeights: [13, 12, 12, 12],
}

export function readWeightedHeader(reader: BitReader): WeightedHeader {
  if (reader.bool()) return DEFAULT
  const factor = () => reader.read(5)
  const [p1, p2] = [factor(), factor()]
  const p3 = { nw: factor(), n: factor(), ne: factor(), above: factor(), beside: factor() }
  return { factors: { p1, p2, p3 }, maxWeights: Array.from({ length: 4 }, () => reader.read(4)) }
}

/** 2^24 divided by 1 to 64, without remainder. */
const RECIPROCALS = Uint32Array.from({ length: 64 }, (_, at) => Math.floor(2 ** 24 / (at + 1)))

/** Approximates 4 + maxWeight × 2^24 / (error + 1). */
function weigh(error: number, maxWeight: number): number {
  const shift = Math.max(0, 31 - Math.clz32(error + 1) - 5)
  return 4 + ((maxWeight * (RECIPROCALS[error >>> shift] as number)) >>> shift)
}

const larger = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) ? b : a)

/**
 * Predicts samples from four predictions, weighted by their errors nearby (ISO/IEC 18181-1:2022,
 * H.5).
 */
export class WeightedPredictor {
  /** The greatest error of the neighbors' predictions. It is property 15. */
  maxError = 0
  readonly #factors: WeightedHeader['factors']
  readonly #maxWeights: readonly number[]
  readonly #width: number
  /** Prediction errors × 8, in this row and the row above. */
  #errors: Int32Array
  #errorsAbove: Int32Array
  /** Absolute errors of each column's four predictions. */
  #absolute: Uint32Array
  #absoluteAbove: Uint32Array
  readonly #weights = new Uint32Array(4)
  readonly #predictions = new Float64Array(4)
  #prediction = 0

  constructor(header: WeightedHeader, width: number) {
    this.#factors = header.factors
    this.#maxWeights = header.maxWeights
    this.#width = width
    this.#errors = new Int32Array(width + 2)
    this.#errorsAbove = new Int32Array(width + 2)
    this.#absolute = new Uint32Array(4 * (width + 2))
    this.#absoluteAbove = new Uint32Array(4 * (width + 2))
  }

  startRow(): void {
    ;[this.#errors, this.#errorsAbove] = [this.#errorsAbove, this.#errors]
    ;[this.#absolute, this.#absoluteAbove] = [this.#absoluteAbove, this.#absolute]
  }

  /**
   * Predicts the sample of column `x` from those above, left, above right, above left and two
   * above.
   */
  predict(x: number, n: number, w: number, ne: number, nw: number, nn: number): number {
    const right = x + 1 < this.#width ? x + 1 : x
    const left = x > 0 ? x - 1 : x
    const above = this.#errorsAbove
    const errorW = x > 0 ? (this.#errors[x - 1] as number) : 0
    const errorN = above[x] as number
    const errorNw = above[left] as number
    const errorNe = above[right] as number
    this.maxError = larger(larger(larger(errorW, errorN), errorNw), errorNe)
    const { p1, p2, p3 } = this.#factors
    const predictions = this.#predictions
    const sum = errorN + errorW
    predictions[0] = 8 * (w + ne - n)
    predictions[1] = 8 * n - (((sum + errorNe) * p1) >> 5)
    predictions[2] = 8 * w - (((sum + errorNw) * p2) >> 5)
    const third = errorNw * p3.nw + errorN * p3.n + errorNe * p3.ne
    predictions[3] = 8 * n - ((third + 8 * ((nn - n) * p3.above + (nw - w) * p3.beside)) >> 5)
    this.#prediction = this.#average(x, left, right)
    if (((errorN ^ errorW) | (errorN ^ errorNw)) <= 0) {
      const low = 8 * Math.min(w, ne, n)
      const high = 8 * Math.max(w, ne, n)
      this.#prediction = Math.max(low, Math.min(high, this.#prediction))
    }
    return (this.#prediction + 3) >> 3
  }

  /** Records the sample of column `x`. */
  update(x: number, sample: number): void {
    this.#errors[x] = this.#prediction - 8 * sample
    for (let at = 0; at < 4; at++) {
      const error = (Math.abs((this.#predictions[at] as number) - 8 * sample) + 3) >>> 3
      this.#absolute[4 * x + at] = error
      const place = 4 * (x + 1) + at
      this.#absoluteAbove[place] = (this.#absoluteAbove[place] as number) + error
    }
  }

  /** Returns the mean prediction for column `x`, weighted by the predictions' errors above. */
  #average(x: number, left: number, right: number): number {
    const above = this.#absoluteAbove
    const weights = this.#weights
    let total = 0
    for (let at = 0; at < 4; at++) {
      const near = (above[4 * x + at] as number) + (above[4 * left + at] as number)
      const error = near + (above[4 * right + at] as number)
      const weight = weigh(error, this.#maxWeights[at] as number)
      weights[at] = weight
      total += weight
    }
    const shift = 31 - Math.clz32(total) - 4
    let weightSum = 0
    let sum = 0
    for (let at = 0; at < 4; at++) {
      const weight = (weights[at] as number) >>> shift
      weightSum += weight
      sum += weight * (this.#predictions[at] as number)
    }
    return Math.floor(((sum + (weightSum >> 1) - 1) * (RECIPROCALS[weightSum - 1] as number)) / 2 ** 24)
  }
}
