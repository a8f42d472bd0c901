/**
 * LfGlobal and HfGlobal parts that do not depend on the color space (ISO/IEC 18181-1:2022, G.1 and
 * G.3, LfGlobal and HfGlobal). The caller writes the global modular section after LfGlobal's parts,
 * and the coefficient code after HfGlobal's.
 */
import { writeBits, writeBool } from '../bits'
import { bits, val, writeF16, writeU32 } from '../fields'
import { writeBlockContexts } from './block-contexts'
import { groups } from './sections'

/** Factor between an LF sample step and the field that stores it (G.1.2). */
const LF_STEP_SCALE: f32 = 128

/** Writes the LF sample steps for X (or Cb), Y and B (or Cr). */
export function writeLfSteps(x: f32, y: f32, b: f32): void {
  writeBool(false)
  writeF16(x * LF_STEP_SCALE)
  writeF16(y * LF_STEP_SCALE)
  writeF16(b * LF_STEP_SCALE)
}

/**
 * Writes the quantizer (I.2.1) and the block context map, which follow the LF sample steps.
 * @param scale global scale, 1 to 73,728
 * @param lfQuant LF sample quantizer, 1 to 65,536
 */
export function writeQuantizer(scale: u32, lfQuant: u32): void {
  writeU32(scale, bits(11, 1), bits(11, 2049), bits(12, 4097), bits(16, 8193))
  writeU32(lfQuant, val(16), bits(5, 1), bits(8, 1), bits(16, 1))
  writeBlockContexts()
}

/** Writes that the color correlation has its defaults, which are made for XYB (I.2.3). */
export function writeDefaultCorrelation(): void {
  writeBool(true)
}

/**
 * Writes that other channels do not depend on luma unless a tile says so, as in YCbCr. The unit for
 * a tile's factor is 1/84.
 */
export function writeNoCorrelation(): void {
  writeBool(false)
  writeU32(84, val(84), val(256), bits(8, 2), bits(16, 258))
  writeF16(0)
  writeF16(0)
  // No LF sample correlation.
  writeBits(128, 8)
  writeBits(128, 8)
}

/** Writes that all quantization matrices have their defaults (I.2.4), at the start of HfGlobal. */
export function writeDefaultMatrices(): void {
  writeBool(true)
}

/**
 * Writes the HfGlobal fields between the quantization matrices and the coefficient code: one set of
 * histograms, and natural orders (I.3.1).
 */
export function writeHfPass(): void {
  writeBits(0, 32 - clz(groups - 1))
  writeU32(0, val(0x5f), val(0x13), val(0), bits(13))
}
