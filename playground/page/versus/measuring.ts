import { effect, type Signal, signal } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { measure, toProblem } from '../api.ts'
import { computingTime, parseServerTiming } from '../stage/answer.ts'
import { compareLuma, type Luma, readLuma } from '../stage/compare.ts'
import { parameters, parsed, path } from '../target.ts'
import { firstSides, type Side, targetOf, withEncoder } from './encoders.ts'

/** A file of one side with its numbers. */
export interface Encoded {
  /** Target of the file. Picture and numbers of another target are out of date. */
  readonly target: string
  readonly side: Side
  /** Object URL of the file. It is revoked when another file replaces this one. */
  readonly objectUrl: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  /** CPU time in milliseconds: the sum of the stages that compute. */
  readonly ms: number
  /**
   * SSIM against the lossless PNG of the target. `undefined` until it is known, `none` if the file
   * has another width and height, `failed` if the PNG could not be made.
   */
  readonly ssim?: number | 'none' | 'failed'
}

/** One side of the comparison: the chosen encoding and the last file that was made. */
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

/** Returns the target of the file that a side wants. */
export const wantedBy = ({ side }: Half): string => targetOf(path.value, parameters.value, side.value)

/** Returns the file of a side. Returns `undefined` until the file that the side wants is made. */
export function currentFile(half: Half): Encoded | undefined {
  const encoded = half.encoded.value
  return encoded?.target === wantedBy(half) ? encoded : undefined
}

/** Returns the problem of a side. Returns `undefined` if there is none for the current target. */
export function currentProblem(half: Half): Problem | undefined {
  const failure = half.problem.value
  return failure?.target === wantedBy(half) ? failure.problem : undefined
}

/** Makes the file of a side again, after a problem. */
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
  lossless: string,
  signal: AbortSignal,
): Promise<number | 'none'> {
  if (side.encoder === 'png') return 1
  const expected = await referenceFor(lossless)
  signal.throwIfAborted()
  if (expected.width !== width || expected.height !== height) return 'none'
  return (await compareLuma(expected, await readLuma(blob), signal)) ?? 'none'
}

async function fill(half: Half, target: string, lossless: string, signal: AbortSignal): Promise<void> {
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
  const made: Encoded = { target, side, objectUrl: URL.createObjectURL(blob), ...size, bytes: blob.size, ms }
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
    const lossless = targetOf(path.value, parameters.value, withEncoder('png'))
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
 * Makes the files of both sides after each change of the target or of a side. A change cancels the
 * previous request.
 * @returns a function that stops the requests and releases the files
 */
export function followHalves(): () => void {
  const ends = halves.map(follow)
  return () => {
    for (const end of ends) end()
    for (const half of halves) replace(half, undefined)
    reference = undefined
  }
}
