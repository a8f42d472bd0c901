/**
 * JPEG decoder interface. It returns the picture in bands, each one MCU row. A sequential image
 * with a single scan is decoded in bands while its bytes arrive. An image with several scans is
 * decoded completely before its first band. Until then, a progressive image is kept as the
 * coefficients that the scale needs, and any other image as samples. The bands follow the last scan
 * that can change the picture.
 */

import { countedBytes, startCount } from '../heap'
import { bandMcus, keepsCoefficients, openCoefficients, startBand } from './coefficients'
import { openColor } from './color'
import {
  allocateCoefficients,
  allocatePlanes,
  allocComponentCoefficients,
  allocComponents,
  allocKept,
  componentCount,
  height,
  mcusHigh,
  openFrame,
  progressive,
  width,
} from './frame'
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
 * Opens the decoder for a new image.
 * @param eighths scale at which to decode the components that have the most samples, in eighths: 1
 *   to 8
 * @param subsampled scale at which to decode the other components, in eighths: 1 to 8
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
  openCoefficients()
  state = START
  allocated = false
}

/**
 * Counts the bytes that are allocated for an image, by `jpegOpen` and until the image is decoded.
 * @param sampling one byte for each component with its sampling factors as in the frame header
 *   (T.81 B.2.2); the lowest byte belongs to the first component
 * @param progressive 1 for a progressive image. It is also 1 for an image whose components have
 *   separate scans; the result is then an upper bound
 */
export function jpegBytes(
  width: i32,
  height: i32,
  sampling: i32,
  progressive: i32,
  eighths: i32,
  subsampled: i32,
): f64 {
  startCount()
  jpegOpen(eighths, subsampled)
  allocComponents(width, sampling, eighths, subsampled)
  if (progressive !== 0) {
    openProgressive()
    openRefinement()
    allocKept(width, height, sampling, eighths, subsampled)
  }
  return countedBytes()
}

/**
 * Counts the bytes that are allocated for an image whose coefficients are returned, by `jpegOpen`
 * and until the image is decoded.
 * @param sampling all components' sampling factors, in the format that `jpegBytes` takes
 * @param all 1 if all blocks keep their coefficients. They do in a progressive image, and in an
 *   image whose components have separate scans
 */
export function jpegCoefficientBytes(width: i32, height: i32, sampling: i32, all: i32): f64 {
  startCount()
  jpegOpen(8, 8)
  if (all !== 0) {
    openProgressive()
    openRefinement()
  }
  allocComponentCoefficients(width, height, sampling, all !== 0)
  return countedBytes()
}

/**
 * Takes the file's next `length` bytes at `jpegInput()`, and continues to decode.
 * @param last 1 if the file ends with these bytes
 * @returns 0: more input is needed; 1: the header is read; 2: a band is ready; 3: no more bands;
 *   negative: the image is corrupt (-1), unsupported (-2), or has too many scans or segments (-3)
 */
export function jpegFeed(length: i32, last: i32): i32 {
  append(length, last !== 0)
  return jpegNext()
}

/**
 * Continues to decode after `jpegFeed` or `jpegNext` has reported a header or a band.
 * @returns a status as from `jpegFeed`
 */
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
  if (keepsCoefficients) allocateCoefficients(whole || progressive)
  else allocatePlanes(whole, progressive)
  if (state === SCAN) startScan()
  return HEADER
}

function leaveScan(): i32 {
  if (!progressive && !whole) return DONE
  state = MARKERS
  return isFinal() ? finish() : READY
}

/** Starts to return bands. It is called when no later scan can change the picture. */
function finish(): i32 {
  if (componentCount === 0 || !allocated || !isShowable()) return CORRUPT
  state = BANDS
  band = 0
  return READY
}

function nextBand(): i32 {
  if (band >= mcusHigh) return DONE
  if (keepsCoefficients) {
    startBand(band, true)
    band += bandMcus()
    return BAND
  }
  if (progressive) renderBand(band)
  showBand(band++)
  return BAND
}

/**
 * Returns to the first band after all bands were returned, if the image's coefficients are still
 * kept.
 * @returns 1 if the bands follow again; 0 if the file must be read again
 */
export function jpegRewind(): i32 {
  if (!keepsCoefficients || state !== NOTHING || finalStatus !== DONE || !(whole || progressive)) return 0
  state = BANDS
  band = 0
  return 1
}

/** Returns the picture's width at full scale. */
export function jpegWidth(): i32 {
  return width
}

/** Returns the picture's height at full scale. */
export function jpegHeight(): i32 {
  return height
}

/** Returns the number of components: 1, 3 or 4. */
export function jpegComponents(): i32 {
  return componentCount
}

/** Returns 1 if the image is progressive, otherwise 0. */
export function jpegProgressive(): i32 {
  return progressive ? 1 : 0
}
