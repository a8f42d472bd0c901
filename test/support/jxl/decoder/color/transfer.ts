import { JxlError } from '../jxl-error.ts'
import type { ColorEncoding } from './color-encoding.ts'

/** Returns the curve of absolute values, continued for negative ones by symmetry. */
const odd = (curve: (light: number) => number) => (light: number) =>
  light < 0 ? -curve(-light) : curve(light)

/** Number of entries in the sRGB curve's table between 0 and 1. Its error is below 10⁻⁶. */
const ENTRIES = 16_384

const srgb = (light: number): number =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055

const table = { srgb: new Float64Array(0) }

/** Interpolates the curve of sRGB, which takes less time than a power for each sample. */
function fastSrgb(light: number): number {
  if (light >= 1) return srgb(light)
  const place = light * ENTRIES
  const at = Math.trunc(place)
  const low = table.srgb[at] as number
  return low + (place - at) * ((table.srgb[at + 1] as number) - low)
}

/** Returns the function from light to samples (ISO/IEC 18181-1:2022, E.2). */
export function encoderOf({ transfer }: ColorEncoding): (light: number) => number {
  if (typeof transfer === 'number') return (light) => Math.max(0, light) ** transfer
  switch (transfer) {
    case 'linear':
      return (light) => light
    case 'sRGB':
      if (table.srgb.length === 0) {
        table.srgb = Float64Array.from({ length: ENTRIES + 1 }, (_, at) => srgb(at / ENTRIES))
      }
      return odd(fastSrgb)
    case '709':
      return odd((light) => (light <= 0.018 ? 4.5 * light : 1.099 * light ** 0.45 - 0.099))
    case 'DCI':
      return (light) => Math.max(0, light) ** (1 / 2.6)
    default:
      throw new JxlError(`not supported: XYB with the transfer function ${transfer}`)
  }
}
