import { ALL_COMPONENTS, Scan, scanOf } from './scan'

/** Chooses a progressive file's scans. */

/**
 * Scans for a component's AC coefficients. First come the number of first scans and the number of
 * all scans, then each scan's first and last zigzag index, Ah and Al.
 */
const WHOLE = memory.data<u8>([1, 1, 1, 63, 0, 0])
const HALVED = memory.data<u8>([1, 2, 1, 63, 0, 1, 1, 63, 1, 0])
const BANDS = memory.data<u8>([2, 3, 1, 8, 0, 1, 9, 63, 0, 1, 1, 63, 1, 0])
const FINE_BANDS = memory.data<u8>([2, 4, 1, 8, 0, 2, 9, 63, 0, 2, 1, 63, 2, 1, 1, 63, 1, 0])

const HEADER: usize = 2
const ENTRY: usize = 4

/**
 * Numbers of bits from which on a script is used: estimated bits for each block, and for the whole
 * component. More scans make files of detailed pictures shorter, but each scan takes 65 bytes for
 * its header and its table. On the Kodak photographs at qualities from 50 to 96, the files are 0.07
 * % longer than with the best script for each file.
 */
const HALVED_BITS: u64 = 28
const HALVED_TOTAL: u64 = 30_000
const BANDS_BITS: u64 = 70
const BANDS_TOTAL: u64 = 75_000
const FINE_BANDS_BITS: u64 = 118
const FINE_BANDS_TOTAL: u64 = 130_000
const CHROMA_HALVED_BITS: u64 = 30
const CHROMA_HALVED_TOTAL: u64 = 80_000

/**
 * Estimates the number of bits that AC coefficients take.
 * @param ones number of coefficients with magnitude 1
 * @param large number of AC coefficients with larger magnitudes
 */
export function estimatedBits(ones: u64, large: u64): u64 {
  return 5 * ones + 8 * large
}

function reaches(bits: u64, blocks: u64, perBlock: u64, total: u64): bool {
  return bits >= blocks * perBlock && bits >= total
}

/**
 * Returns the address of luma's script.
 * @param bits estimated number of bits in all blocks
 */
export function lumaScript(bits: u64, blocks: u64): usize {
  if (reaches(bits, blocks, FINE_BANDS_BITS, FINE_BANDS_TOTAL)) return FINE_BANDS
  if (reaches(bits, blocks, BANDS_BITS, BANDS_TOTAL)) return BANDS
  return reaches(bits, blocks, HALVED_BITS, HALVED_TOTAL) ? HALVED : WHOLE
}

/**
 * Returns the address of the script for both chroma components.
 * @param bits estimated number of bits in both components' blocks
 */
export function chromaScript(bits: u64, blocks: u64): usize {
  return reaches(bits, blocks, CHROMA_HALVED_BITS, CHROMA_HALVED_TOTAL) ? HALVED : WHOLE
}

/** Returns the number of scans in a script. */
export function scansOf(script: usize): i32 {
  return load<u8>(script, 1)
}

/** Returns the number of first scans in a script. */
export function firstScansOf(script: usize): i32 {
  return load<u8>(script)
}

/** Sets a record to a script's scan with index `i`. */
export function setScan(scan: Scan, component: i32, script: usize, i: i32): void {
  const at = script + HEADER + <usize>i * ENTRY
  scan.component = component
  scan.componentCount = 1
  scan.first = load<u8>(at)
  scan.last = load<u8>(at, 1)
  scan.high = load<u8>(at, 2)
  scan.low = load<u8>(at, 3)
}

/** Sets the first record to the DC scan. */
export function setDcScan(scans: usize, componentCount: i32): void {
  const scan = scanOf(scans, 0)
  scan.component = ALL_COMPONENTS
  scan.componentCount = componentCount
  scan.first = 0
  scan.last = 0
  scan.high = 0
  scan.low = 0
}
