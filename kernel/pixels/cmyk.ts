import { rgbToRgba, yccToRgba } from './color'
import { copy } from './copy'
import { printByGrid } from './ink-grid'
import { PRESS } from './press'

const TAIL: usize = memory.data(32, 16)
const BLACK_TAIL: usize = memory.data(8, 16)

/**
 * Length in bytes of one ink product: f32 for eight pixels. `PRODUCTS` is the work area for the 69
 * products that one to four inks have, in the same order as in the table PRESS.
 */
const PRODUCT: usize = 32
const DEGREE: i32 = 4
const PRODUCTS: usize = memory.data(69 * 32, 16)

function storeInk(low: v128, high: v128, to: usize): void {
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(low), f32x4.splat(1 / 255)))
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(high), f32x4.splat(1 / 255)), 16)
}

function channel(pixels: v128, shift: i32): v128 {
  return v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255))
}

function multiply(ink: usize, from: usize, end: usize, to: usize): usize {
  const low = v128.load(ink)
  const high = v128.load(ink, 16)
  for (; from < end; from += PRODUCT, to += PRODUCT) {
    v128.store(to, f32x4.mul(low, v128.load(from)))
    v128.store(to, f32x4.mul(high, v128.load(from, 16)), 16)
  }
  return to
}

/**
 * Computes the products of two to four inks from the products with fewer inks. Each ink is
 * multiplied only by products whose first factor is the same ink or a later ink, so that no product
 * is computed twice.
 * @returns address after the last product
 */
function multiplyInks(): usize {
  let c = PRODUCTS
  let m = c + PRODUCT
  let y = m + PRODUCT
  let k = y + PRODUCT
  let end = k + PRODUCT
  for (let degree = 2; degree <= DEGREE; degree++) {
    const afterC = multiply(PRODUCTS, c, end, end)
    const afterM = multiply(PRODUCTS + PRODUCT, m, end, afterC)
    const afterY = multiply(PRODUCTS + 2 * PRODUCT, y, end, afterM)
    const afterK = multiply(PRODUCTS + 3 * PRODUCT, k, end, afterY)
    c = end
    m = afterC
    y = afterM
    k = afterY
    end = afterK
  }
  return end
}

function clamp(low: v128, high: v128): v128 {
  const half = f32x4.splat(0.5)
  const rounded = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.add(low, half)),
    i32x4.trunc_sat_f32x4_s(f32x4.add(high, half)),
  )
  return i16x8.max_s(i16x8.min_s(rounded, i16x8.splat(255)), i16x8.splat(0))
}

function printProducts(end: usize, to: usize): void {
  let r = f32x4.splat(255)
  let g = r
  let b = r
  let r2 = r
  let g2 = r
  let b2 = r
  let weights = PRESS
  for (let product = PRODUCTS; product < end; product += PRODUCT, weights += 12) {
    const low = v128.load(product)
    const high = v128.load(product, 16)
    const inR = f32x4.splat(load<f32>(weights))
    const inG = f32x4.splat(load<f32>(weights, 4))
    const inB = f32x4.splat(load<f32>(weights, 8))
    r = f32x4.add(r, f32x4.mul(low, inR))
    r2 = f32x4.add(r2, f32x4.mul(high, inR))
    g = f32x4.add(g, f32x4.mul(low, inG))
    g2 = f32x4.add(g2, f32x4.mul(high, inG))
    b = f32x4.add(b, f32x4.mul(low, inB))
    b2 = f32x4.add(b2, f32x4.mul(high, inB))
  }
  const rg = v128.or(clamp(r, r2), i16x8.shl(clamp(g, g2), 8))
  const ba = v128.or(clamp(b, b2), i16x8.splat(<i16>0xff00))
  v128.store(to, i16x8.shuffle(rg, ba, 0, 8, 1, 9, 2, 10, 3, 11))
  v128.store(to, i16x8.shuffle(rg, ba, 4, 12, 5, 13, 6, 14, 7, 15), 16)
}

function printPixels(pixels: usize, k: usize, count: usize, flipColors: v128, flipBlack: v128): void {
  for (let at: usize = 0; at < count; at += 8) {
    const left = count - at
    const short = left < 8
    if (short) {
      copy(pixels + 4 * at, TAIL, 4 * left)
      copy(k + at, BLACK_TAIL, left)
    }
    const place = short ? TAIL : pixels + 4 * at
    const low = v128.xor(v128.load(place), flipColors)
    const high = v128.xor(v128.load(place, 16), flipColors)
    const black = v128.xor(i64x2.splat(load<i64>(short ? BLACK_TAIL : k + at)), flipBlack)
    const wideBlack = i16x8.extend_low_i8x16_u(black)
    storeInk(channel(low, 0), channel(high, 0), PRODUCTS)
    storeInk(channel(low, 8), channel(high, 8), PRODUCTS + PRODUCT)
    storeInk(channel(low, 16), channel(high, 16), PRODUCTS + 2 * PRODUCT)
    storeInk(
      i32x4.extend_low_i16x8_u(wideBlack),
      i32x4.extend_high_i16x8_u(wideBlack),
      PRODUCTS + 3 * PRODUCT,
    )
    printProducts(multiplyInks(), place)
    if (short) copy(TAIL, pixels + 4 * at, 4 * left)
  }
}

/**
 * Converts pixels with the channels C, M and Y to opaque RGBA, in place. The fourth ink, black, is
 * in the plane `k`.
 * @param flipColors 255 if 255 in C, M and Y means no ink, otherwise 0
 * @param flipBlack 255 if 255 in K means no ink, otherwise 0
 * @param grid address of an `inkGrid` from src/engine/color, or 0 for the polynomial in `press.ts`
 */
function print(pixels: usize, k: usize, count: usize, flipColors: u32, flipBlack: u32, grid: usize): void {
  if (grid) printByGrid(pixels, k, count, 0x010101 * flipColors, flipBlack, grid)
  else printPixels(pixels, k, count, i8x16.splat(<i8>flipColors), i8x16.splat(<i8>flipBlack))
}

/**
 * Parameters for `cmykToRgba`: addresses of the planes `c`, `m`, `y` and `k`, and the fields below.
 */
@unmanaged
class Inks {
  c: usize
  m: usize
  y: usize
  k: usize
  /** Samples in each plane. */
  count: usize
  /**
   * 0 if the sample 255 means full ink. Otherwise 255 means no ink, as in the JPEG files that
   * Adobe's software writes.
   */
  inverted: i32
  /** Receives 4 · count bytes. */
  out: usize
  /** Address of an `inkGrid` from src/engine/color; 0 for the polynomial in `press.ts`. */
  grid: usize
}

/** Converts C, M, Y and K planes to opaque RGBA. */
export function cmykToRgba(values: Inks): void {
  const c = values.c
  const m = values.m
  const y = values.y
  const k = values.k
  const count = values.count
  const inverted = values.inverted
  const out = values.out
  const grid = values.grid
  const flip = inverted ? 255 : 0
  rgbToRgba(c, m, y, count, out)
  print(out, k, count, flip, flip, grid)
}

/** Parameters for `ycckToRgba`. Fields with the same name as in `Inks` have the same meaning. */
@unmanaged
class YccInks {
  y: usize
  cb: usize
  cr: usize
  k: usize
  count: usize
  inverted: i32
  out: usize
  grid: usize
}

/**
 * Converts YCCK planes to opaque RGBA. Y, Cb and Cr encode 255 - C, 255 - M and 255 - Y (T.872
 * 6.5.3).
 */
export function ycckToRgba(values: YccInks): void {
  const y = values.y
  const cb = values.cb
  const cr = values.cr
  const k = values.k
  const count = values.count
  const inverted = values.inverted
  const out = values.out
  const grid = values.grid
  yccToRgba(y, cb, cr, count, out)
  print(out, k, count, inverted ? 0 : 255, inverted ? 255 : 0, grid)
}
