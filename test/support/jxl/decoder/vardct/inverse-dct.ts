/** Basis functions of a DCT, one row for each frequency. */
export type Basis = Float64Array

const bases = new Map<number, Basis>()

/**
 * Returns the basis for a DCT with `size` samples, whose lowest frequency is 1 (ISO/IEC
 * 18181-1:2022, annex I, inverse DCT).
 */
export function basisOf(size: number): Basis {
  const known = bases.get(size)
  if (known) return known
  const basis = Float64Array.from({ length: size * size }, (_, at) => {
    const [frequency, sample] = [Math.floor(at / size), at % size]
    const angle = ((2 * sample + 1) * frequency * Math.PI) / (2 * size)
    return frequency === 0 ? 1 : Math.SQRT2 * Math.cos(angle)
  })
  bases.set(size, basis)
  return basis
}

const MAX_SIZE = 64

/** Samples for each frequency column. Only one transform runs at a time. */
const columns64 = new Float64Array(MAX_SIZE * MAX_SIZE)
const sums = new Float64Array(MAX_SIZE * MAX_SIZE)

/** A place for the samples of a block. */
export interface Target {
  readonly data: Float32Array
  /** Position of the first sample. */
  readonly at: number
  /** Distance of rows. */
  readonly stride: number
}

/**
 * Computes the samples for each horizontal frequency. Returns the number of frequencies up to the
 * last used one.
 */
function transformColumns(coefficients: ArrayLike<number>, rows: number, columns: number): number {
  // Blocks that are wider than high store rows of frequencies, others columns.
  const [alongX, alongY] = rows < columns ? [1, columns] : [rows, 1]
  const basis = basisOf(rows)
  let used = 0
  for (let x = 0; x < columns; x++) {
    const to = x * rows
    columns64.fill(0, to, to + rows)
    for (let y = 0; y < rows; y++) {
      const coefficient = coefficients[x * alongX + y * alongY] as number
      if (coefficient === 0) continue
      used = x + 1
      for (let row = 0, from = y * rows; row < rows; row++, from++) {
        columns64[to + row] = (columns64[to + row] as number) + coefficient * (basis[from] as number)
      }
    }
  }
  return used
}

/**
 * Writes the samples of a block (ISO/IEC 18181-1:2022, annex I, inverse DCT).
 * @param coefficients `rows` × `columns` coefficients, in rows if there are more columns than rows,
 * else in columns
 */
export function inverseDct(coefficients: ArrayLike<number>, rows: number, columns: number, to: Target): void {
  const used = transformColumns(coefficients, rows, columns)
  const basis = basisOf(columns)
  sums.fill(0, 0, rows * columns)
  for (let x = 0; x < used; x++) {
    for (let row = 0; row < rows; row++) {
      const factor = columns64[x * rows + row] as number
      for (let column = 0, at = row * columns, from = x * columns; column < columns; column++, at++, from++) {
        sums[at] = (sums[at] as number) + factor * (basis[from] as number)
      }
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      to.data[to.at + row * to.stride + column] = sums[row * columns + column] as number
    }
  }
}

/**
 * Returns the ratio between a coefficient over `size` block means and the same coefficient over
 * their samples (ISO/IEC 18181-1:2022, annex I, inverse DCT).
 */
function resample(frequency: number, size: number): number {
  const angle = (frequency * Math.PI) / (8 * size)
  return 1 / (Math.cos(angle / 2) * Math.cos(angle) * Math.cos(2 * angle))
}

/**
 * Computes a varblock's lowest frequencies from LF coefficients, which are block means (ISO/IEC
 * 18181-1:2022, annex I, inverse DCT).
 * @param means the LF coefficients of `rows` × `columns` blocks
 * @param to coefficients of the varblock, whose lowest frequencies are set
 */
export function setLowFrequencies(
  means: ArrayLike<number>,
  rows: number,
  columns: number,
  to: Float64Array,
): void {
  const [basisX, basisY] = [basisOf(columns), basisOf(rows)]
  const [alongX, alongY] = rows < columns ? [1, 8 * columns] : [8 * rows, 1]
  for (let v = 0; v < rows; v++) {
    for (let h = 0; h < columns; h++) {
      let sum = 0
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          const weight = (basisY[v * rows + y] as number) * (basisX[h * columns + x] as number)
          sum += weight * (means[y * columns + x] as number)
        }
      }
      const scale = (resample(v, rows) * resample(h, columns)) / (rows * columns)
      to[h * alongX + v * alongY] = sum * scale
    }
  }
}
