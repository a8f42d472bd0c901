/** Frame header (ISO/IEC 18181-1:2022, F.2). */
import { writeBits, writeBool } from './bits'
import { bits, val, writeU32, writeU64 } from './fields'

/** Flag for frames whose LF coefficients are not smoothed (table F.4). */
export const SKIP_LF_SMOOTHING: u32 = 128

/**
 * Sampling factors for a YCbCr channel, as in JPEG (table F.5). A channel has half the picture's
 * width if another one has the factor `SAMPLING_TWICE_BOTH` or `SAMPLING_TWICE_WIDTH`.
 */
export const SAMPLING_ONCE: u32 = 0
/** Twice as many columns and rows as a channel with `SAMPLING_ONCE`. */
export const SAMPLING_TWICE_BOTH: u32 = 1
/** Twice as many columns. */
export const SAMPLING_TWICE_WIDTH: u32 = 2
/** Twice as many rows. */
export const SAMPLING_TWICE_HEIGHT: u32 = 3

/** Header fields for a single frame that fills the picture. */
@unmanaged
export class FrameHeader {
  /** 1 if the frame has modular encoding, 0 if VarDCT. */
  modular: u32
  /** Combined flags, such as `SKIP_LF_SMOOTHING`. */
  flags: u32
  /** 1 if the image header says that the picture is stored as XYB. */
  xyb: u32
  /** 1 if the color channels are YCbCr. Ignored if `xyb` is 1. */
  ycbcr: u32
  /** Sampling factors for Cb, Y and Cr, each a `SAMPLING_…` constant. Read for YCbCr only. */
  samplingCb: u32
  samplingY: u32
  samplingCr: u32
  /** 1 if the picture has the extra channel alpha. */
  alpha: u32
  /** Factor by which decoders enlarge the color channels: 1, 2, 4 or 8. */
  upsampling: u32
  /** Factor by which decoders enlarge alpha: 1, 2, 4 or 8, at least `upsampling`. */
  alphaUpsampling: u32
  /** Modular only. A group's side is 128 << groupShift, 0 to 3. */
  groupShift: u32
  /** VarDCT with XYB only. Exponents that scale the quantization of X and B, 0 to 7. */
  xScale: u32
  bScale: u32
  /** 1 if decoders apply the inverse Gaborish filter with its default weights. */
  gaborish: u32
  /** Iterations in the edge-preserving filter, 0 to 3. All other fields have their defaults. */
  epf: u32
}

/** Restoration filter defaults (table J.1). */
const DEFAULT_GABORISH: u32 = 1
const DEFAULT_EPF: u32 = 2

/** Writes a frame header. The TOC follows without padding. */
export function writeFrameHeader(header: FrameHeader): void {
  // Not all fields have their defaults.
  writeBool(false)
  // A regular frame.
  writeBits(0, 2)
  writeBool(header.modular !== 0)
  writeU64(header.flags)
  const isYcbcr = header.xyb === 0 && header.ycbcr !== 0
  if (header.xyb === 0) writeBool(isYcbcr)
  if (isYcbcr) {
    writeBits(header.samplingCb, 2)
    writeBits(header.samplingY, 2)
    writeBits(header.samplingCr, 2)
  }
  writeUpsampling(header.upsampling)
  if (header.alpha !== 0) writeUpsampling(header.alphaUpsampling)
  if (header.modular !== 0) {
    writeBits(header.groupShift, 2)
  } else if (header.xyb !== 0) {
    writeBits(header.xScale, 3)
    writeBits(header.bScale, 3)
  }
  // One pass.
  writeU32(1, val(1), val(2), val(3), bits(3, 4))
  // The frame has the picture's width and height.
  writeBool(false)
  // Blending replaces colors and alpha.
  writeBits(0, 2)
  if (header.alpha !== 0) writeBits(0, 2)
  // The frame is the last one.
  writeBool(true)
  // Name length.
  writeU32(0, val(0), bits(4), bits(5, 16), bits(10, 48))
  writeFilters(header)
  // No extensions.
  writeU64(0)
}

function writeUpsampling(factor: u32): void {
  writeU32(factor, val(1), val(2), val(4), val(8))
}

/** Writes the restoration filter bundle (J.1). */
function writeFilters(header: FrameHeader): void {
  const isDefault = header.gaborish === DEFAULT_GABORISH && header.epf === DEFAULT_EPF
  writeBool(isDefault)
  if (isDefault) return
  writeBool(header.gaborish !== 0)
  // Default weights.
  if (header.gaborish !== 0) writeBool(false)
  writeBits(header.epf, 2)
  if (header.epf > 0) {
    // Default sharpness, which only VarDCT has, weights and sigma.
    if (header.modular === 0) writeBool(false)
    writeBits(0, 2)
    if (header.modular !== 0) unreachable()
  }
  writeU64(0)
}
