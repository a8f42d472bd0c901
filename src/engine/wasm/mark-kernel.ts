/** Exports that add and measure invisible marks, documented in `src/engine/kernel/mark`. */
export interface MarkKernel {
  fourier(
    re: number,
    im: number,
    size: number,
    angles: number,
    inverse: number,
    band: number,
    work: number,
  ): void
  fourierLines(re: number, im: number, size: number, angles: number, work: number): void
  markMeasure(rgba: number, width: number, height: number, means: number, variances: number): void
  markStrength(
    across: number,
    down: number,
    least: number,
    cost: number,
    means: number,
    variances: number,
    strengths: number,
    weights: number,
    limits: number,
    work: number,
  ): number
  markLines(across: number): number
  markFold(
    rgba: number,
    width: number,
    height: number,
    means: number,
    weights: number,
    limits: number,
    work: number,
    tile: number,
  ): void
  markResidual(
    rgba: number,
    width: number,
    height: number,
    means: number,
    weights: number,
    limits: number,
    y: number,
    work: number,
    out: number,
  ): void
  markAdd(rgba: number, width: number, height: number, strengths: number, tile: number, work: number): void
  markInterpolate(
    grid: number,
    points: number,
    count: number,
    columns: number,
    rows: number,
    out: number,
  ): void
  markLargest(square: number, size: number, out: number): void
}
