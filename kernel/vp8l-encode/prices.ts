/**
 * Estimated symbol prices (lengths in bits) while an image is parsed. They are computed from the
 * symbols that were parsed shortly before.
 */
import { alloc } from '../heap'
import {
  ALPHA,
  alphabetAt,
  alphabetSize,
  BLUE,
  countPixel,
  DISTANCE,
  ENTRIES,
  FIRST_CACHED,
  increment,
  RED,
  TABLE,
} from './histogram'
import { log2 } from './logs'
import { extraCount, prefixSymbol } from './prefix'

/** Price of one bit. Prices have the unit 1/256 of a bit. */
const BIT: f32 = 256
/** Maximum number of tokens between two price updates. The first updates come sooner. */
const PERIOD: i32 = 8192
const FIRST_PERIOD: i32 = 1024

export let counts: usize = 0
let prices: usize = 0
let left: i32 = 0
let period: i32 = 0

export function pricesOpen(): void {
  counts = alloc(TABLE)
  prices = alloc(TABLE)
}

/** Sets the initial prices, which apply while nothing is known about an image. */
export function pricesReset(): void {
  memory.fill(counts, 0, TABLE)
  for (let alphabet = 0; alphabet < 5; alphabet++) {
    const price: u32 = alphabet === 3 ? 0 : alphabet === 4 ? 1200 : 1500
    const at = alphabetAt(alphabet)
    for (let i = 0; i < alphabetSize(alphabet); i++) store<u32>(prices + at + <usize>i * 4, price)
  }
  period = left = FIRST_PERIOD
}

/** Computes the prices from the symbol counts, and schedules the next update. */
export function pricesUpdate(): void {
  for (let alphabet = 0; alphabet < 5; alphabet++) {
    const at = alphabetAt(alphabet)
    priceAlphabet(counts + at, prices + at, alphabetSize(alphabet))
  }
  period = min(PERIOD, 2 * period)
  left = period
}

function priceAlphabet(from: usize, to: usize, symbols: i32): void {
  let total: u32 = 0
  let distinct = 0
  for (let i = 0; i < symbols; i++) {
    const count = load<u32>(from + <usize>i * 4)
    total += count
    if (count > 0) distinct++
  }
  if (total === 0) return
  const all = log2(total)
  const least: u32 = distinct > 1 ? <u32>BIT : 0
  for (let i = 0; i < symbols; i++) {
    const count = load<u32>(from + <usize>i * 4)
    const bits = count > 0 ? all - log2(count) : all + 1
    store<u32>(to + <usize>i * 4, max(<u32>(bits * BIT), least))
  }
}

/** Halves the symbol counts, so that newer symbols count more than older ones. */
function forget(): void {
  const one = i32x4.splat(1)
  for (let at = counts; at < counts + ENTRIES; at += 16) {
    v128.store(at, i32x4.shr_u(i32x4.add(v128.load(at), one), 1))
  }
}

function counted(): void {
  if (--left > 0) return
  pricesUpdate()
  forget()
}

export function countLiteral(pixel: u32): void {
  countPixel(counts, pixel)
  counted()
}

export function countCached(index: u32): void {
  increment(counts + <usize>(FIRST_CACHED + index) * 4)
  counted()
}

export function countCopy(length: u32, code: u32): void {
  increment(counts + <usize>(256 + prefixSymbol(length)) * 4)
  increment(counts + DISTANCE + <usize>prefixSymbol(code) * 4)
  counted()
}

export function literalPrice(pixel: u32): u32 {
  return (
    load<u32>(prices + <usize>((pixel >> 8) & 255) * 4) +
    load<u32>(prices + RED + <usize>((pixel >> 16) & 255) * 4) +
    load<u32>(prices + BLUE + <usize>(pixel & 255) * 4) +
    load<u32>(prices + ALPHA + <usize>(pixel >> 24) * 4)
  )
}

export function cachedPrice(index: u32): u32 {
  return load<u32>(prices + <usize>(FIRST_CACHED + index) * 4)
}

export function lengthPrice(length: u32): u32 {
  const symbol = prefixSymbol(length)
  return load<u32>(prices + <usize>(256 + symbol) * 4) + <u32>BIT * extraCount(symbol)
}

export function distancePrice(code: u32): u32 {
  const symbol = prefixSymbol(code)
  return load<u32>(prices + DISTANCE + <usize>symbol * 4) + <u32>BIT * extraCount(symbol)
}
