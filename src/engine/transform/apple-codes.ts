import { log1p, pow } from '../wasm/math.ts'

/** Converts BT.709 codes (0 to 1) to linear light (ITU-R BT.709-6, 1.2). */
const toLight = (code: number) => (code < 0.081 ? code / 4.5 : pow((code + 0.099) / 1.099, 1 / 0.45))

/**
 * Returns the table that translates codes from Apple's gain map to codes for `hdrgm`. Apple
 * multiplies light by `1 + (2^stops - 1) * g`, where g is a code from its map, converted to light
 * by BT.709. `hdrgm` multiplies light by `2^(stops * c)`, where c is a code from its map with gamma
 * 1. Therefore the table replaces each code by c = log2(1 + (2^stops - 1) * g) / stops, which
 * renders the same.
 * @param stops the map's headroom, above 0
 */
export function appleCodes(stops: number): Uint8Array<ArrayBuffer> {
  const boost = pow(2, stops) - 1
  // The quotient of the natural logarithms is the binary logarithm divided by the stops.
  const full = log1p(boost)
  return Uint8Array.from({ length: 256 }, (_, code) =>
    Math.round((255 * log1p(boost * toLight(code / 255))) / full),
  )
}
