import { effect, type Signal, signal } from '@preact/signals'
import { parseInfo } from '../../../src/edge/cache/info.ts'
import type { Problem } from '../../protocol.ts'
import { measure, toProblem } from '../api.ts'
import { computingTime, parseServerTiming } from '../stage/answer.ts'
import { compareLuma, type Luma, readLuma } from '../stage/compare.ts'
import type { Frames } from '../stage/numbers.ts'
import { source } from '../stage/source.ts'
import { parameters, parsed, path } from '../target.ts'
import {
  firstSides,
  isAnimated,
  isPossible,
  isSame,
  type Side,
  sideOf,
  targetOf,
  withEncoder,
} from './encoders.ts'

/** A file for one side with its numbers. */
export interface Encoded {
  /** The file's target. Picture and numbers for another target are out of date. */
  readonly target: string
  readonly side: Side
  /** The file's object URL. It is revoked when another file replaces this one. */
  readonly objectUrl: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly frames: Frames
  /** CPU time in milliseconds, summed over the stages that compute. */
  readonly ms: number
  /**
   * SSIM against the target's lossless PNG. `undefined` until it is known, `none` if the file has
   * another width and height, `failed` if the PNG could not be made. An animation has no PNG.
   */
  readonly ssim?: number | 'none' | 'failed'
}

/** One side in the comparison: the chosen encoding and the last file that was made. */
export interface Half {
  readonly side: Signal<Side>
  readonly encoded: Signal<Encoded | undefined>
  readonly problem: Signal<{ readonly target: string; readonly problem: Problem } | undefined>
}

const makeHalf = (side: Side): Half => ({
  side: signal(side),
  encoded: signal(undefined),
  problem: signal(undefined),
})

const [left, right] = firstSides(parameters.peek())

/** The two sides. Their choices are kept while the user is in another view. */
export const halves: readonly [Half, Half] = [makeHalf(left), makeHalf(right)]

/** The sides whose encoding the user has chosen. The other sides follow the target. */
const chosen = new Set<Half>()

/** Sets a side's encoding to the user's choice. */
export function chooseSide(half: Half, side: Side): void {
  chosen.add(half)
  half.side.value = side
}

/** Keeps the encodings of both sides, so that they do not follow the target. */
export function keepSides(): void {
  for (const half of halves) chosen.add(half)
}

/** Returns the target for the file that a side wants. */
export const wantedBy = ({ side }: Half): string => targetOf(path.value, parameters.value, side.value)

/** Returns a side's file. Returns `undefined` until the file that the side wants is made. */
export function currentFile(half: Half): Encoded | undefined {
  const encoded = half.encoded.value
  return encoded?.target === wantedBy(half) ? encoded : undefined
}

/** Returns a side's problem. Returns `undefined` if there is none for the current target. */
export function currentProblem(half: Half): Problem | undefined {
  const failure = half.problem.value
  return failure?.target === wantedBy(half) ? failure.problem : undefined
}

/** Makes a side's file again, after a problem. */
export function retry(half: Half): void {
  half.problem.value = undefined
  half.side.value = { ...half.side.peek() }
}

/** Milliseconds without a change after which a side is measured. */
const SETTLE_MS = 200

const UNREADABLE: Problem = { status: 0, code: 'internal', title: 'This browser cannot show the file' }

async function sizeOf(blob: Blob): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const bitmap = await createImageBitmap(blob).catch(() => undefined)
  if (!bitmap) return undefined
  const { width, height } = bitmap
  bitmap.close()
  return { width, height }
}

function replace({ encoded }: Half, next: Encoded | undefined): void {
  const old = encoded.peek()?.objectUrl
  encoded.value = next
  if (old !== undefined && old !== next?.objectUrl) URL.revokeObjectURL(old)
}

/** The last lossless PNG, which is the reference for both sides. */
let reference: { readonly target: string; readonly luma: Promise<Luma> } | undefined

function referenceFor(target: string): Promise<Luma> {
  if (reference?.target !== target) {
    const luma = measure(target)
      .then((response) => response.blob())
      .then(readLuma)
    reference = { target, luma }
    // A failed reference is requested again with the next file.
    luma.catch(() => {
      if (reference?.luma === luma) reference = undefined
    })
  }
  return reference.luma
}

async function similarityOf(
  blob: Blob,
  { side, width, height }: Encoded,
  lossless: string | undefined,
  signal: AbortSignal,
): Promise<number | 'none' | 'failed'> {
  if (side.encoder === 'png') return 1
  if (lossless === undefined) return 'failed'
  const expected = await referenceFor(lossless)
  signal.throwIfAborted()
  if (expected.width !== width || expected.height !== height) return 'none'
  return (await compareLuma(expected, await readLuma(blob), signal)) ?? 'none'
}

function framesOf({ encoder }: Side, { headers }: Response): Frames {
  if (encoder === 'original') return source.peek()?.frames ?? 1
  return parseInfo(headers.get('x-ip-info')).frames ?? 1
}

async function fill(
  half: Half,
  target: string,
  lossless: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const side = half.side.peek()
  const response = await measure(target, signal)
  const ms = computingTime(parseServerTiming(response.headers.get('server-timing')))
  const blob = await response.blob()
  const size = await sizeOf(blob)
  signal.throwIfAborted()
  if (!size) {
    half.problem.value = { target, problem: UNREADABLE }
    return
  }
  const objectUrl = URL.createObjectURL(blob)
  const frames = framesOf(side, response)
  const made: Encoded = { target, side, objectUrl, ...size, bytes: blob.size, frames, ms }
  replace(half, made)
  const ssim = await similarityOf(blob, made, lossless, signal).catch((): 'failed' => {
    signal.throwIfAborted()
    return 'failed'
  })
  replace(half, { ...made, ssim })
}

function follow(half: Half): () => void {
  return effect(() => {
    if (parsed.value.error !== undefined) return
    const target = wantedBy(half)
    half.problem.value = undefined
    const done = half.encoded.peek()
    if (done?.target === target && done.ssim !== undefined) return
    const given = parameters.value
    const lossless = isAnimated(given) ? undefined : targetOf(path.value, given, withEncoder('png'))
    const cancelled = new AbortController()
    const { signal } = cancelled
    const timer = setTimeout(() => {
      fill(half, target, lossless, signal).catch((error: unknown) => {
        if (!signal.aborted) half.problem.value = { target, problem: toProblem(error) }
      })
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      cancelled.abort()
    }
  })
}

/**
 * Resets the sides that the user has not chosen to the encodings with which the target's comparison
 * starts. A choice that cannot encode the target is lost.
 */
function seedSides(): void {
  const given = parameters.value
  for (const [at, side] of firstSides(given).entries()) {
    const half = halves[at]
    if (!half) continue
    if (chosen.has(half) && isPossible(half.side.peek().encoder, given)) continue
    chosen.delete(half)
    if (!isSame(half.side.peek(), side)) half.side.value = side
  }
}

/**
 * Keeps the sides up to date with the target. At first, the left side shows the current encoding
 * unless the right side does.
 */
function followTarget(): () => void {
  const current = sideOf(parameters.peek())
  const isShown = current && halves.some(({ side }) => isSame(side.peek(), current))
  if (!isShown) chosen.delete(halves[0])
  return effect(seedSides)
}

/**
 * Makes both sides' files each time the target or a side changes. A change cancels the previous
 * request.
 * @returns a function that stops the requests and releases the files
 */
export function followHalves(): () => void {
  const ends = [followTarget(), ...halves.map(follow)]
  return () => {
    for (const end of ends) end()
    for (const half of halves) replace(half, undefined)
    reference = undefined
  }
}
