import sharp from 'sharp'
import type { TransformOptions } from '../../../src/engine/options/transform-options.ts'
import { assertLimits } from '../../../src/engine/plan/check-limits.ts'
import { makePlan } from '../../../src/engine/plan/make-plan.ts'
import type { PlanInputs } from '../../../src/engine/plan/plan.ts'
import { transform } from '../../../src/engine/transform/transform.ts'
import { type ErrorCode, Failure } from '../../../src/errors.ts'
import { timing } from '../../../src/timing.ts'
import { headerOf } from '../engine/decode-whole.ts'
import { admissionOf } from '../isolate/admission.ts'
import { LIMITS } from '../isolate/limits.ts'
import { guarded } from '../kernel/guarded.ts'
import { gifFiles, jpegFiles, pngFiles } from '../picture/files.ts'
import { PNG_DAMAGE } from '../png/damage.ts'
import { randomNumbers } from '../properties/random.ts'
import { webpFiles } from '../webp/files.ts'
import { STREAMS } from '../worker/body-streams.ts'
import { mutant } from './mutations.ts'

const REFUSALS: readonly ErrorCode[] = ['corrupt', 'unsupported', 'too-large', 'over-budget']

/**
 * Maximum CPU time for a trial in milliseconds. A longer trial counts as hung. Other processes do
 * not add to it.
 */
const HANG_MS = 2000

/**
 * Interval at which trials are checked more closely. They run in a guarded kernel, and another
 * decoder reads their picture.
 */
const CHECK_EVERY = 20

/** Intents that together use every kernel part. */
const INTENTS: readonly TransformOptions[] = [
  {},
  { width: 20 },
  // The JPEGs are 61 pixels wide. These widths decode them at 3, 5 and 7 eighths; the other widths
  // at 1, 2, 6 and 8 eighths.
  { width: 11 },
  { width: 19, format: 'jpeg' },
  { width: 26, rotate: 180, progressive: true, format: 'jpeg' },
  { width: 7, height: 5, format: 'png' },
  { width: 100, format: 'jpeg', filter: 'mitchell' },
  { rotate: 90, format: 'png', adaptive: true },
  {
    width: 60,
    height: 60,
    fit: 'contain',
    bg: { r: 9, g: 80, b: 200, alpha: 0.5 },
    format: 'jpeg',
    quality: 97,
  },
  { crop: { width: 21, height: 17, x: 3, y: 2 }, flop: true, filter: 'triangle' },
  { width: 31, height: 9, fit: 'fill', rotate: 270, format: 'jpeg', filter: 'catrom' },
  { trim: 20, rotate: 33, blur: 1.5, sharpen: 1, format: 'png' },
  {
    crop: 'smart',
    width: 12,
    height: 12,
    gamma: 2.2,
    normalize: true,
    tint: { r: 40, g: 90, b: 200, alpha: 1 },
  },
  { redact: [{ x: 3, y: 5, width: 9, height: 40 }], pixelate: 3, radius: 6, hue: 90, format: 'png' },
  { width: 50, blur: 20, grayscale: true, threshold: 90, extend: { top: 1, right: 2, bottom: 3, left: 4 } },
]

/** A file, and the options with which it is transformed. */
export interface Trial {
  readonly name: string
  readonly file: Uint8Array
  readonly intent: TransformOptions
  /** Length of each piece in bytes. */
  readonly piece: number
}

/** Small files of all kinds. */
export const SMALL_FILES = [
  ...jpegFiles(61, 45),
  ...pngFiles(29, 23),
  ...gifFiles(37, 31),
  ...(await webpFiles(43, 35)),
]

const pick = <Item>(list: readonly Item[], number: number) => list[number % list.length] as Item

/** Yields damaged files, which are always the same for a seed. */
export function* damagedTrials(count: number, seed: number): Generator<Trial> {
  for (let index = 0; index < count; index++) {
    const random = randomNumbers(seed * 1_000_003 + index)
    const [kind, file] = pick(SMALL_FILES, index)
    const [how, damage] = kind.startsWith('PNG')
      ? pick(Object.entries(PNG_DAMAGE), random())
      : (['file', mutant] as const)
    yield {
      name: `${kind}, ${how} damaged, seed ${seed}, number ${index}`,
      file: damage(file, random),
      intent: pick(INTENTS, random()),
      piece: 1 + (random() % (2 * file.length)),
    }
  }
}

/** Yields truncated files, one for every `step` bytes. */
export function* truncatedTrials(step: number): Generator<Trial> {
  for (const [index, [kind, file]] of SMALL_FILES.entries()) {
    for (let length = 0; length < file.length; length += step) {
      const name = `${kind}, ${length} bytes of it`
      const intent = pick(INTENTS, index + Math.floor(length / step))
      yield { name, file: file.subarray(0, length), intent, piece: 1 + ((length * 7) % file.length) }
    }
  }
}

function source({ file, piece }: Trial) {
  const pieces = Array.from({ length: Math.ceil(file.length / piece) }, (_, index) =>
    file.slice(index * piece, (index + 1) * piece),
  )
  const body = STREAMS.chunks(pieces, 'close', { pulled: 0, cancelled: false })
  return { body, size: file.length, etag: undefined, maxAge: undefined }
}

/**
 * Checks a picture's size against its plan. The check is skipped if the size depends on the pixels.
 */
export function assertPlannedSize(
  { file, intent }: Pick<Trial, 'file' | 'intent'>,
  body: Uint8Array,
  seen: PlanInputs = {},
): void {
  if (intent.trim !== undefined || intent.crop === 'smart') return
  const header = headerOf(file)
  assertLimits(header, LIMITS)
  const { output } = makePlan(header, intent, file.length, LIMITS, seen)
  const made = headerOf(body)
  if (made.width !== output.width || made.height !== output.height)
    throw new Error(`${made.width}x${made.height} instead of ${output.width}x${output.height}`)
}

async function outcomeOf(trial: Trial): Promise<Uint8Array | ErrorCode> {
  const { signal } = new AbortController()
  const reopen = async () => source(trial)
  const job = {
    intent: trial.intent,
    limits: LIMITS,
    ...admissionOf(LIMITS),
    timing: timing(),
    signal,
    reopen,
    layers: [],
  }
  try {
    const { body } = await transform(source(trial), job)
    assertPlannedSize(trial, body)
    return body
  } catch (error) {
    if (error instanceof Failure && REFUSALS.includes(error.code)) return error.code
    throw error
  }
}

export interface TrialResults {
  /** Number of pictures, and refusals by kind. */
  readonly counts: ReadonlyMap<'picture' | ErrorCode, number>
  /**
   * Descriptions of the trials that failed in another way, hung, or accessed memory outside blocks.
   */
  readonly problems: readonly string[]
}

/** Runs the complete transform on files, one after the other. */
export async function runTrials(trials: Iterable<Trial>): Promise<TrialResults> {
  const counts = new Map<'picture' | ErrorCode, number>()
  const problems: string[] = []
  let number = 0
  for (const trial of trials) {
    const lookedAt = number++ % CHECK_EVERY === 0
    const begin = process.cpuUsage()
    try {
      const outcome = lookedAt ? (await guarded(() => outcomeOf(trial))).result : await outcomeOf(trial)
      const ending = typeof outcome === 'string' ? outcome : 'picture'
      counts.set(ending, (counts.get(ending) ?? 0) + 1)
      if (lookedAt && typeof outcome !== 'string')
        await sharp(outcome, { failOn: 'warning' }).raw().toBuffer()
    } catch (error) {
      problems.push(`${trial.name}, ${JSON.stringify(trial.intent)}: ${error}`)
    }
    const { user, system } = process.cpuUsage(begin)
    const spent = (user + system) / 1000
    if (spent > HANG_MS)
      problems.push(`${trial.name}, ${JSON.stringify(trial.intent)}: ${Math.round(spent)} ms`)
  }
  return { counts, problems }
}
