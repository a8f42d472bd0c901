/** A progressive scan (T.81 G.1.1): a coefficient band, and the coefficient bits that it codes. */
@unmanaged
export class Scan {
  /** Component index, or `ALL_COMPONENTS`. */
  component: i32
  /** Components in the scan. */
  componentCount: i32
  /** The band's first zigzag index (Ss in T.81 B.2.3); 0 for DC coefficients alone. */
  first: i32
  /** The band's last zigzag index (Se). */
  last: i32
  /** Low bits that earlier scans have left out; 0 if this is the first scan (Ah). */
  high: i32
  /** Low bits that the scan leaves out (Al). */
  low: i32
  /** Address of the Huffman table for AC coefficients. */
  table: usize
  /** Table destination (T.81 B.2.4.2). */
  destination: i32
  /**
   * Segment that has the table: `FIRST_TABLES`, `OWN_TABLE`, or `OLD_TABLE` if the scan before it
   * has the same table.
   */
  segment: i32
}

/** The table is written with other scans' tables, before the first scan. */
export const FIRST_TABLES = 0
/** The table is written before the scan. */
export const OWN_TABLE = 1
export const OLD_TABLE = 2

/** Component index for the scan that has all components' DC coefficients. */
export const ALL_COMPONENTS = -1

const RECORD: usize = offsetof<Scan>()

/** Maximum scans: one for DC, four for luma, and two for each chroma component. */
const MAX_SCANS: usize = 9
export const SCANS_BYTES: usize = MAX_SCANS * RECORD

/**
 * Returns the record for the scan with index `i`.
 * @param scans address of SCANS_BYTES bytes
 */
export function scanOf(scans: usize, i: i32): Scan {
  return changetype<Scan>(scans + <usize>i * RECORD)
}

/** Returns one bit for each zigzag index in a scan's band. */
export function bandOf(scan: Scan): u64 {
  return (~(<u64>0) << (<u64>scan.first)) & (~(<u64>0) >> <u64>(63 - scan.last))
}

/**
 * Position in a scan. A scan is counted or written in one go or in several pieces, and each piece
 * goes on at the position.
 */
@unmanaged
export class Position {
  /** Index of the next block, or of the next MCU if the scan has all components. */
  block: i32
  /**
   * Ended blocks in the current run (EOBRUN in T.81 G.1.2.2): in first scans those that have
   * passed, and in refinements those that follow.
   */
  run: i32
  /** Address of the next block's values. */
  values: usize
}

export const POSITION_BYTES: usize = offsetof<Position>()
