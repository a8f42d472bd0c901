/**
 * Optimizes a block's AC coefficients for the lowest sum of error and price (rate-distortion
 * optimization). A coefficient's price depends on the run of zeros before it (T.81 F.1.2.2), so a
 * dynamic program visits the coefficients in zigzag order. Each coefficient gets the nearest level,
 * the level below it, or 0.
 *
 * Errors are measured in squared quantization steps. A bit is worth more error in a block with more
 * contrast, where errors are less visible.
 */

/** Symbols for AC coefficients (T.81 F.1.2.2.1). */
const SYMBOLS: usize = 256
const ZRL: usize = 0xf0

/**
 * Data for a component's trellis: all symbols' prices in bits (f32), reciprocals of the steps (f32,
 * in zigzag order), and a work area. It has a copy of the coefficients (i16), and for each node its
 * cost (f32), zigzag index, level and previous node (u16).
 */
@unmanaged
export class Trellis {
  /** u8 table: for each zigzag index, the byte offset in a transposed i16 block. */
  zigzag: usize
  /** Factor by which a bit's worth is multiplied. */
  weight: f32
}

const PRICES: usize = 16
const RECIPROCALS: usize = PRICES + SYMBOLS * 4
const COPY: usize = RECIPROCALS + 64 * 4
const COSTS: usize = COPY + 64 * 2
const POSITIONS: usize = COSTS + 64 * 4
const LEVELS: usize = POSITIONS + 64 * 2
const PREVIOUS: usize = LEVELS + 64 * 2
const TRELLIS_BYTES: usize = PREVIOUS + 64 * 2

/** Length in bytes of the trellises for luma and chroma. */
export const TRELLISES_BYTES: usize = 2 * TRELLIS_BYTES

/**
 * Returns the trellis for luma (0) or chroma (1).
 * @param trellises address of `TRELLISES_BYTES` bytes
 */
export function trellisOf(trellises: usize, i: usize): Trellis {
  return changetype<Trellis>(trellises + i * TRELLIS_BYTES)
}

/**
 * Squared steps that a bit is worth in a block without contrast, and the fraction by which the
 * worth grows with the AC coefficients' root mean square. Both were chosen for the fewest bytes on
 * the Kodak photographs at equal SSIMULACRA2. From 0.015 to 0.02 squares, the bytes are the same.
 * With 0.02, a quality has nearly the score that it has without optimization (2026-11-30).
 */
const BIT_SQUARES: f32 = 0.02
const CONTRAST: f32 = 0.1
/** Factor by which a bit's worth is multiplied in chroma. */
const CHROMA: f32 = 0.4

/** A coefficient with this level or a larger one never becomes 0. */
const MIN_KEPT = 3

/** Frequency that is assumed for symbols that were not counted, and for all together. */
const ASSUMED: f32 = 0.25
const ALL_ASSUMED: f32 = 20
const MIN_PRICE: f32 = 1
const MAX_PRICE: f32 = 16

/** Returns an approximate log2(x) with an error below 0.01. */
function log2(x: f32): f32 {
  const bits = reinterpret<i32>(x)
  const mantissa = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000) - 1
  return <f32>((bits >> 23) - 127) + mantissa * (<f32>1.3465 - <f32>0.3465 * mantissa)
}

/**
 * Sets the prices of AC symbols.
 * @param frequencies frequencies of 256 symbols, u32
 */
export function fillPrices(frequencies: usize, trellis: Trellis): void {
  const prices = changetype<usize>(trellis) + PRICES
  let sum: f32 = ALL_ASSUMED
  for (let symbol: usize = 0; symbol < SYMBOLS; symbol++) sum += <f32>load<u32>(frequencies + 4 * symbol)
  const all = log2(sum)
  for (let symbol: usize = 0; symbol < SYMBOLS; symbol++) {
    const bits = all - log2(<f32>load<u32>(frequencies + 4 * symbol) + ASSUMED)
    // A symbol's low four bits are its number of value bits.
    store<f32>(prices + 4 * symbol, max(MIN_PRICE, min(MAX_PRICE, bits)) + <f32>(symbol & 15))
  }
}

/**
 * Sets the quantization steps, u8 in natural order.
 * @param zigzag table from `fillZigzag`
 */
export function openTrellis(trellis: Trellis, isChroma: bool, steps: usize, zigzag: usize): void {
  trellis.zigzag = zigzag
  trellis.weight = isChroma ? CHROMA : 1
  const reciprocals = changetype<usize>(trellis) + RECIPROCALS
  for (let k: usize = 0; k < 64; k++) {
    const transposed = <usize>load<u8>(zigzag + k) >> 1
    const step = load<u8>(steps + (((transposed & 7) << 3) | (transposed >> 3)))
    // Coefficients are eight times as large as in T.81 (see `dct.ts`).
    store<f32>(reciprocals + 4 * k, 1 / (8 * <f32>step))
  }
}

/** Returns the sum of 64 squared coefficients, which is below 2²⁶ (see `dct.ts`). */
function energyOf(block: usize): i32 {
  let sum = i32x4.splat(0)
  for (let at = block; at < block + 128; at += 16) {
    const row = v128.load(at)
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(row, row))
  }
  const halves = i32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}

/**
 * Quantizes a block.
 * @param block coefficients from `forward`, which are replaced by the levels
 * @returns one bit for each nonzero level, in block order
 */
export function quantizeOptimal(block: usize, trellis: Trellis): u64 {
  const at = changetype<usize>(trellis)
  const zigzag = trellis.zigzag
  const dc = <i32>load<i16>(block)
  const contrast = sqrt<f32>(<f32>(energyOf(block) - dc * dc) * <f32>(1.0 / (64 * 63)))
  const last = chooseLevels(block, trellis, trellis.weight * BIT_SQUARES * (1 + CONTRAST * contrast))
  const copy = at + COPY
  memory.copy(copy, block, 128)
  memory.fill(block, 0, 128)
  const first = <i32>nearest<f32>(<f32>dc * load<f32>(at, RECIPROCALS))
  store<i16>(block, <i16>first)
  let nonzero: u64 = first !== 0 ? 1 : 0
  for (let node = <usize>last; node > 0; node = load<u16>(at + 2 * node, PREVIOUS)) {
    const offset = <usize>load<u8>(zigzag + load<u16>(at + 2 * node, POSITIONS))
    const level = <i32>load<u16>(at + 2 * node, LEVELS)
    store<i16>(block + offset, <i16>(load<i16>(copy + offset) < 0 ? -level : level))
    nonzero |= (<u64>1) << (<u64>offset >> 1)
  }
  return nonzero
}

/**
 * Runs the dynamic program. Each nonzero level is a node. A node's cost is the lowest cost up to
 * it, less the squares of all quotients up to it. The difference between two costs is then
 * independent of the zeros between the nodes.
 * @returns the last node on the best path; 0 if all levels are 0
 */
function chooseLevels(block: usize, trellis: Trellis, bit: f32): i32 {
  const at = changetype<usize>(trellis)
  const zigzag = trellis.zigzag
  const zrl = load<f32>(at + 4 * ZRL, PRICES)
  let count: usize = 1
  /** First node that the next one may follow. */
  let first: usize = 0
  store<f32>(at, 0, COSTS)
  store<u16>(at, 0, POSITIONS)
  for (let k: usize = 1; k < 64; k++) {
    const coefficient = abs<i32>(load<i16>(block + load<u8>(zigzag + k)))
    const quotient = <f32>coefficient * load<f32>(at + 4 * k, RECIPROCALS)
    const level = <i32>(quotient + 0.5)
    if (level === 0) continue
    let lowest = f32.MAX_VALUE
    let previous: usize = 0
    let chosen = level
    for (let candidate = level; candidate >= max(1, level - 1); candidate--) {
      const size = <usize>(32 - clz(candidate))
      const error = (quotient - <f32>candidate) * (quotient - <f32>candidate) - quotient * quotient
      for (let node = first; node < count; node++) {
        const run = k - load<u16>(at + 2 * node, POSITIONS) - 1
        let price = load<f32>(at + 4 * (((run & 15) << 4) | size), PRICES)
        if (run > 15) price += <f32>(run >> 4) * zrl
        const cost = load<f32>(at + 4 * node, COSTS) + error + bit * price
        if (cost >= lowest) continue
        lowest = cost
        previous = node
        chosen = candidate
      }
    }
    store<f32>(at + 4 * count, lowest, COSTS)
    store<u16>(at + 2 * count, <u16>k, POSITIONS)
    store<u16>(at + 2 * count, <u16>chosen, LEVELS)
    store<u16>(at + 2 * count, <u16>previous, PREVIOUS)
    if (level >= MIN_KEPT) first = count
    count++
  }
  return lastNode(trellis, first, count, bit * load<f32>(at, PRICES))
}

/**
 * Returns the node after which the block ends.
 * @param end cost of the symbol that ends the block. A block without zeros at its end does not have
 *   the symbol
 */
function lastNode(trellis: Trellis, first: usize, count: usize, end: f32): i32 {
  const at = changetype<usize>(trellis)
  let lowest = f32.MAX_VALUE
  let last: usize = 0
  for (let node = first; node < count; node++) {
    const isFull = load<u16>(at + 2 * node, POSITIONS) === 63
    const cost = load<f32>(at + 4 * node, COSTS) + (isFull ? 0 : end)
    if (cost >= lowest) continue
    lowest = cost
    last = node
  }
  return <i32>last
}
