/** Megapixels that the limits `pixels` and `output_pixels` allow. */
const ALLOWED = { source: 120, output: 16.77 }

function rounded(megapixels: number): string {
  if (megapixels < 0.1) return '–'
  return megapixels >= 10 ? `${Math.floor(megapixels)}` : `${Math.floor(megapixels * 10 + 1e-9) / 10}`
}

/** Formats a limit of sources as a cell of a table. */
export const source = (limit: number) => (limit >= ALLOWED.source ? '`pixels`' : rounded(limit))

/** Formats a limit of outputs. */
export const output = (limit: number) => (limit >= ALLOWED.output ? '16.8, the limit' : rounded(limit))

/** Formats a limit of sources as a plain number. */
export const whole = (limit: number) => (limit >= ALLOWED.source ? `${ALLOWED.source}` : rounded(limit))

/** Formats a limit of outputs as a plain number. */
export const short = (limit: number) => (limit >= ALLOWED.output ? '16.8' : rounded(limit))
