/**
 * Reads the scan header (T.81 B.2.3), and keeps track of the coefficient bits that have been
 * decoded.
 */
import { alloc } from '../heap'
import { Component } from './component'
import { component, componentCount, progressive } from './frame'
import { acTable, dcTable } from './huffman'
import { byteAt, wordAt } from './input'
import { allocQuant, copyQuant, isQuantDefined } from './quant'
import { CORRUPT, LIMIT, READY } from './status'

/**
 * Maximum scans. Even a scan with a few bytes costs a pass over the picture. Real files have 1 to
 * 20 scans.
 */
const MAX_SCANS = 100
/** Maximum blocks in an interleaved scan's MCU (B.2.3). */
const MAX_MCU_BLOCKS = 10

let scans: i32 = 0
let members: usize = 0
export let memberCount: i32 = 0
/** First zigzag index of the scan's band (spectral selection, G.1.1.1). */
export let firstIndex: i32 = 0
/** Last zigzag index of the scan's band. */
export let lastIndex: i32 = 0
/**
 * `true` if the scan adds a bit to coefficients from earlier scans (successive approximation,
 * G.1.1.1).
 */
export let refines = false
/** Lowest coefficient bit that the scan contains (point transform, G.1.1.1.2). */
export let lowBit: i32 = 0

export function openScanHeader(): void {
  members = alloc(4)
  scans = 0
}

export function member(index: i32): Component {
  return component(load<u8>(members + index))
}

/** Reads the scan header. Its length field is at `cursor`. */
export function readScanHeader(): i32 {
  const length = wordAt(0)
  const n = length < 3 ? 0 : byteAt(2)
  if (n < 1 || n > componentCount || length !== 6 + n * 2) return CORRUPT
  if (++scans > MAX_SCANS) return LIMIT
  memberCount = n
  let blocks = 0
  for (let i = 0; i < memberCount; i++) {
    if (!readMember(i, 3 + i * 2)) return CORRUPT
    blocks += member(i).h * member(i).v
  }
  if (memberCount > 1 && blocks > MAX_MCU_BLOCKS) return CORRUPT
  const offset = 3 + n * 2
  return progressive ? readProgression(offset) : readSequential()
}

function readMember(index: i32, offset: usize): bool {
  for (let i = 0; i < componentCount; i++) {
    if (component(i).id !== byteAt(offset)) continue
    for (let j = 0; j < index; j++) if (load<u8>(members + j) === i) return false
    store<u8>(members + index, i)
    const dc = byteAt(offset + 1) >> 4
    const ac = byteAt(offset + 1) & 15
    if (dc > 3 || ac > 3) return false
    component(i).dcTable = dcTable(dc)
    component(i).acTable = acTable(ac)
    return latchQuant(component(i))
  }
  return false
}

/**
 * Copies the quantization table that is valid in a component's first scan. Later definitions of the
 * table do not affect the component, although B.2.4.1 allows changes between scans.
 */
function latchQuant(it: Component): bool {
  if (it.quant !== 0) return true
  if (!isQuantDefined(it.quantSelector)) return false
  it.quant = allocQuant()
  copyQuant(it.quantSelector, it.scale.side, it.quant)
  return true
}

function readSequential(): i32 {
  // The spectral selection and successive approximation in the header are ignored. They have no
  // meaning in sequential images, and some encoders write wrong values.
  firstIndex = 0
  lastIndex = 63
  refines = false
  lowBit = 0
  for (let i = 0; i < memberCount; i++) memory.fill(member(i).precision, 0, 64)
  return READY
}

function readProgression(offset: usize): i32 {
  firstIndex = byteAt(offset)
  lastIndex = byteAt(offset + 1)
  const high = byteAt(offset + 2) >> 4
  lowBit = byteAt(offset + 2) & 15
  refines = high !== 0
  // Table B.3 and G.1.1.1: DC and AC coefficients have separate scans, an AC scan has one
  // component, and a refinement adds one bit.
  if (firstIndex === 0 ? lastIndex !== 0 : lastIndex < firstIndex || lastIndex > 63 || memberCount !== 1)
    return CORRUPT
  if (lowBit > 13 || (refines && high !== lowBit + 1)) return CORRUPT
  const before = refines ? high : -1
  for (let i = 0; i < memberCount; i++) {
    for (let k = firstIndex; k <= lastIndex; k++) {
      const precision = member(i).precision + k
      if (<i32>load<i8>(precision) !== before) return CORRUPT
      store<i8>(precision, lowBit)
    }
  }
  return READY
}

/**
 * `true` if the scan need not be decoded, because it has no kept coefficient, and no later scan
 * with kept coefficients depends on it.
 */
export function isScanIdle(): bool {
  if (!progressive || firstIndex === 0) return false
  // A later refinement scan with kept coefficients may include this scan's band, and must then know
  // which coefficients in the band are nonzero. If this scan has the lowest bit, no refinement
  // follows in its band, so the scan is not needed.
  const lastKept = member(0).scale.lastKept
  return lastKept === 0 || (firstIndex > lastKept && lowBit === 0)
}

/**
 * `true` if the picture can be shown, because every component has been in a scan. In a progressive
 * image, it must be a DC scan.
 */
export function isShowable(): bool {
  for (let i = 0; i < componentCount; i++) if (load<i8>(component(i).precision) < 0) return false
  return true
}

/**
 * `true` if no further scan can change the picture, because every bit of every kept coefficient is
 * decoded.
 */
export function isFinal(): bool {
  for (let i = 0; i < componentCount; i++) {
    const it = component(i)
    for (let k = 0; k <= it.scale.lastKept; k++) {
      if (((it.scale.kept >> <u64>(<u32>k)) & 1) !== 0 && load<i8>(it.precision + k) !== 0) return false
    }
  }
  return true
}
