/**
 * Quantization matrices for a transcode (ISO/IEC 18181-1:2022, I.2.4): the JPEG's tables for 8 × 8
 * blocks, and the defaults for all others.
 */

import { alloc } from '../../heap'
import { writeBits, writeBool } from '../bits'
import {
  codeBytes,
  countTokens,
  finishCode,
  openCode,
  TOKENS_MARGIN,
  writeCode,
  writeTokens,
} from '../entropy'
import { writeF16 } from '../fields'
import {
  addLeaf,
  CHANNEL_BYTES,
  channelAt,
  GRADIENT,
  modularBytes,
  openModular,
  openTree,
  recordChannels,
  treeBytes,
  writeRct,
  writeTransformCount,
  writeTree,
} from '../modular'
import { writeLfSteps } from '../vardct/global-sections'
import { CHANNELS, channel } from './frame'

/** Number of matrices, and the bit count and values for their modes. */
const MATRICES: i32 = 17
const MODE_BITS: u32 = 3
const DEFAULT: u32 = 0
const RAW: u32 = 7
/** JPEG steps are eighths of a sample. JPEG XL steps are fractions of the largest sample. */
const UNIT: f32 = 1 / (8 * 255)

/** Reversible color transform types, which may be combined. */
const SECOND_MINUS_FIRST: u32 = 2
const THIRD_MINUS_FIRST: u32 = 1

const ALPHABET_BITS: u32 = 7
const PLANE_BYTES: usize = 256

let channels: usize = 0
let planes: usize = 0
let tokens: usize = 0
let tree: usize = 0
let code: usize = 0
let state: usize = 0

export function openMatrices(): void {
  channels = alloc(<usize>CHANNELS * CHANNEL_BYTES)
  planes = alloc(<usize>CHANNELS * PLANE_BYTES)
  tokens = alloc(<usize>CHANNELS * PLANE_BYTES + TOKENS_MARGIN)
  tree = alloc(treeBytes(1))
  code = alloc(codeBytes(1, ALPHABET_BITS, 1))
  state = alloc(modularBytes(8))
}

function lfStep(index: i32): f32 {
  return <f32>load<u16>(channel(index).steps) * UNIT
}

/** Writes the LF sample steps. */
export function writeSteps(): void {
  writeLfSteps(lfStep(0), lfStep(1), lfStep(2))
}

/**
 * Subtracts the first plane from the planes that are equal to it, as a reversible color transform
 * does (H.6.3).
 * @returns transform type; 0 if no planes are equal
 */
function subtractFirst(): u32 {
  let type: u32 = 0
  for (let i = 1; i < CHANNELS; i++) {
    const plane = planes + <usize>i * PLANE_BYTES
    if (memory.compare(planes, plane, PLANE_BYTES) !== 0) continue
    memory.fill(plane, 0, PLANE_BYTES)
    type |= i === 1 ? SECOND_MINUS_FIRST : THIRD_MINUS_FIRST
  }
  return type
}

/**
 * Writes the matrices. A matrix is a modular image with three channels, whose rows are columns in
 * the JPEG's table.
 */
export function writeMatrices(): void {
  writeBool(false)
  writeBits(RAW, MODE_BITS)
  writeF16(UNIT)
  for (let i = 0; i < CHANNELS; i++) {
    const plane = channelAt(channels, i)
    plane.samples = planes + <usize>i * PLANE_BYTES
    plane.stride = 8
    plane.width = 8
    plane.height = 8
    for (let at: usize = 0; at < 64; at++) {
      const swapped = ((at & 7) << 3) | (at >> 3)
      store<i32>(plane.samples + 4 * at, load<u16>(channel(i).steps + 2 * swapped))
    }
  }
  const transform = subtractFirst()
  openModular(state, 8)
  openTree(tree, 1)
  addLeaf(tree, GRADIENT)
  const count = <u32>((recordChannels(channels, CHANNELS, tree, 0, tokens) - tokens) >> 2)
  openCode(code, 1, ALPHABET_BITS, 1)
  countTokens(code, tokens, count)
  finishCode(code)
  // The stream has its own tree, default parameters for the weighted predictor, and a transform.
  writeBool(false)
  writeBool(true)
  writeTransformCount(transform === 0 ? 0 : 1)
  if (transform !== 0) writeRct(0, transform)
  writeTree(tree)
  writeCode(code)
  writeTokens(code, tokens, count)
  for (let i = 1; i < MATRICES; i++) writeBits(DEFAULT, MODE_BITS)
}
