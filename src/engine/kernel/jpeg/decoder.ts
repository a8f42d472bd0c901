/**
 * The decoder's interface. An image of one scan is decoded in bands while it arrives. Of several scans, progressive
 * ones keep the coefficients that the scale needs, others the samples; bands follow the last scan that matters.
 */
import { openColor } from './color'
import { allocatePlanes, componentCount, height, mcusHigh, openFrame, progressive, width } from './frame'
import { openTables } from './huffman'
import { append, compact, openInput } from './input'
import { END, openMarkers, readMarkers, readStart } from './markers'
import { holdWhole, openOutput, renderBand, showBand, whole } from './output'
import { openProgressive } from './progressive'
import { openQuant } from './quant'
import { openRefinement } from './refinement'
import { openScan, runScan, startScan } from './scan'
import { isFinal, isScanIdle, isShowable, memberCount, openScanHeader } from './scan-header'
import { openSegments } from './segment'
import { BAND, CORRUPT, DONE, HEADER, READY, WANT } from './status'
import { openTableSegments } from './tables'
import { openPlaces } from './zigzag'

const START = 0
const MARKERS = 1
const SCAN = 2
const BANDS = 3
const NOTHING = 4

let state: i32 = START
let finalStatus: i32 = DONE
let allocated = false
let band: i32 = 0

/**
 * Begins an image.
 * @param eighths the scale of the components that have the most samples: 1 to 8
 * @param subsampled the scale of the others
 */
export function jpegOpen(eighths: i32, subsampled: i32): void {
  openInput()
  openPlaces(eighths, subsampled)
  openSegments()
  openTables()
  openQuant()
  openTableSegments()
  openMarkers()
  openColor()
  openFrame()
  openScanHeader()
  openScan()
  openOutput()
  state = START
  allocated = false
}

/**
 * Takes a piece of the file at `jpegInput()`, and continues.
 * @param last whether the file ends with it
 * @returns 0: more input is needed; 1: the header is read; 2: a band is ready; 3: no more bands; negative: the image is
 *   corrupt (-1), unsupported (-2), or has too many scans or segments (-3)
 */
export function jpegFeed(length: i32, last: i32): i32 {
  append(length, last !== 0)
  return jpegNext()
}

/** Continues after a header or a band. @returns as `jpegFeed` */
export function jpegNext(): i32 {
  if (state === NOTHING) return finalStatus
  const status = run()
  if (status === WANT) compact()
  if (status < 0 || status === DONE) {
    state = NOTHING
    finalStatus = status
  }
  return status
}

function run(): i32 {
  while (true) {
    let status: i32 = READY
    if (state === START) {
      status = readStart()
      if (status === READY) state = MARKERS
    } else if (state === MARKERS) {
      status = readMarkers()
      if (status === READY) status = enterScan()
      else if (status === END) status = finish()
    } else if (state === SCAN) {
      status = runScan()
      if (status === READY) status = leaveScan()
    } else {
      status = nextBand()
    }
    if (status !== READY) return status
  }
}

function enterScan(): i32 {
  state = isScanIdle() ? MARKERS : SCAN
  if (allocated) {
    if (state === SCAN) startScan()
    return READY
  }
  allocated = true
  if (progressive) {
    openProgressive()
    openRefinement()
  }
  if (!progressive && memberCount < componentCount) holdWhole()
  allocatePlanes(whole, progressive)
  if (state === SCAN) startScan()
  return HEADER
}

function leaveScan(): i32 {
  if (!progressive && !whole) return DONE
  state = MARKERS
  return isFinal() ? finish() : READY
}

/** Runs where no scan follows, or none that would change the picture. */
function finish(): i32 {
  if (componentCount === 0 || !allocated || !isShowable()) return CORRUPT
  state = BANDS
  band = 0
  return READY
}

function nextBand(): i32 {
  if (band === mcusHigh) return DONE
  if (progressive) renderBand(band)
  showBand(band++)
  return BAND
}

/** Width of the picture at full scale. */
export function jpegWidth(): i32 {
  return width
}

export function jpegHeight(): i32 {
  return height
}

/** 1, 3 or 4. */
export function jpegComponents(): i32 {
  return componentCount
}

export function jpegProgressive(): i32 {
  return progressive ? 1 : 0
}
