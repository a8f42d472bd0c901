/** Megapixels that the limits `pixels` and `output_pixels` allow. */
const ALLOWED = { source: 120, output: 16.77 }

function rounded(megapixels: number): string {
  if (megapixels < 0.1) return '–'
  return megapixels >= 10 ? `${Math.floor(megapixels)}` : `${Math.floor(megapixels * 10 + 1e-9) / 10}`
}

/** Formats a source limit as a table cell. */
export const source = (limit: number) => (limit >= ALLOWED.source ? '`pixels`' : rounded(limit))

/** Formats an output limit. */
export const output = (limit: number) => (limit >= ALLOWED.output ? '16.8, the limit' : rounded(limit))

/** Formats a source limit as a plain number. */
export const whole = (limit: number) => (limit >= ALLOWED.source ? `${ALLOWED.source}` : rounded(limit))

/** Formats an output limit as a plain number. */
export const short = (limit: number) => (limit >= ALLOWED.output ? '16.8' : rounded(limit))
