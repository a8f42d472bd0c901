import { type ErrorCode, Failure } from '../../errors.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { inMemory } from '../bytes/in-memory.ts'
import { releaseBuffer, replaced } from '../bytes/release.ts'
import { formats } from '../formats/formats.ts'
import type { Header } from '../formats/header.ts'
import { isStripped } from '../formats/metadata.ts'
import { absent } from '../options/own.ts'
import type { Plan } from '../plan/plan.ts'
import type { EncodeResult } from '../search/encode-within-goal.ts'
import { countsWholeAnswer, isWithinGoal } from '../search/goal.ts'
import { assertGoal, type GoalLimits, nothingFits } from '../search/within-goal.ts'
import type { Job, Transformed } from './job.ts'
import { type OpenGainMap, openGainMap } from './keep-gain-map.ts'
import { keptBytes, type MetadataWork, withMetadata } from './kept-metadata.ts'
import type { PlannedImage } from './plan.ts'
import { isMoving, runAnimation } from './run-animation.ts'
import { gainMapBytes, makeGainMap, withGainMap } from './run-gain-map.ts'
import { type Running, run } from './run-picture.ts'
import { runTranscode } from './run-transcode.ts'
import { fileOf, headerOf, headOf, lengthOf } from './states.ts'

/** A job that has memory for its plan. */
export type RunningJob = Job & Pick<Running, 'seat' | 'own'>

/**
 * Runs a plan. If the gain map makes the output too long, the plan runs again without it.
 * @param whole the whole original, if the plan reads it whole
 */
export async function runOn(
  planned: PlannedImage,
  whole: Uint8Array<ArrayBuffer> | undefined,
  job: RunningJob,
): Promise<Transformed> {
  const { image } = planned
  const gainMap = planned.gainMap && openGainMap(planned.gainMap, image)
  try {
    return await runOnce({ ...planned, gainMap }, whole, job)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'over-max-bytes' && gainMap)) throw error
    return runOnce({ ...planned, gainMap: undefined, hdr: 'dropped' }, whole, job)
  }
}

/** A planned image whose gain map is open. */
interface OpenPlan extends Omit<PlannedImage, 'gainMap'> {
  readonly gainMap: OpenGainMap | undefined
}

async function runOnce(
  planned: OpenPlan,
  whole: Uint8Array<ArrayBuffer> | undefined,
  job: RunningJob,
): Promise<Transformed> {
  const { plan, gainMap } = planned
  // The gain map is made first, because its bytes count against the limit for the picture.
  const isFirst = gainMap && countsWholeAnswer(plan.goal)
  const early = isFirst ? await makeGainMap(gainMap, withoutOverlays(job)) : undefined
  if (!early) return runWithMap(planned, undefined, whole, job)
  job.own?.(early)
  try {
    return await runWithMap(planned, early, whole, job)
  } finally {
    releaseBuffer(early)
  }
}

const withoutOverlays = (job: RunningJob): Running => ({ ...job, overlays: [] })

/** @param early gain map that was made before its picture, because the plan has a goal */
async function runWithMap(
  { image, plan, mayKeepSource, overlays, gainMap, hdr }: OpenPlan,
  early: Uint8Array<ArrayBuffer> | undefined,
  whole: Uint8Array<ArrayBuffer> | undefined,
  job: RunningJob,
): Promise<Transformed> {
  const [header, head] = [headerOf(image), headOf(image)]
  const input = whole ? inMemory(whole) : fileOf(image)
  const work = { intent: job.intent, header, source: whole ?? head, plan, gainMap }
  const keptMap = countsWholeAnswer(plan.goal) && !early ? undefined : gainMap
  const candidate = mayKeepSource && whole && isReplaceable(whole, plan) ? whole : undefined
  const within = await goalLimits({ ...work, gainMap: keptMap }, early, candidate)
  const running = { ...job, overlays, within }
  const moving = isMoving(plan) ? await runAnimation(plan, input, header, running) : undefined
  const encoded = moving ?? (await encode(plan, input, lengthOf(image), header, running))
  if (!encoded.file) {
    if (!candidate) throw nothingFits(plan, encoded.least, within)
    return transformed(candidate, plan, { processed: 2, hdr: hdr && 'dropped' })
  }
  job.own?.(encoded.file)
  const complete = await withMetadata({ ...work, gainMap: keptMap }, encoded.file, job.seat)
  const map = early ?? (keptMap && (await makeGainMap(keptMap, withoutOverlays(job))))
  const joined = keptMap && map && (await withGainMap(complete, map, keptMap, job))
  const output = joined ?? complete
  const original = candidate && candidate.length <= output.length ? candidate : undefined
  const body = replaced(output, original ?? output)
  assertGoal(plan, body)
  return transformed(body, plan, {
    processed: original ? 2 : 1,
    frames: original ? plan.animation?.frames : moving?.frames,
    hdr: joined ? hdr : hdr && 'dropped',
    ...(!original && 'search' in encoded && encoded.search),
  })
}

/** Work that keeps metadata and a gain map. */
type KeepingWork = Omit<MetadataWork, 'gainMap'> & { readonly gainMap: OpenGainMap | undefined }

/**
 * Returns the file limits for a plan with a goal. Metadata and gain map bytes count, too.
 * @param map gain map for the output
 * @param original the original, if it is served when the file with the highest quality does not fit
 */
async function goalLimits(
  work: KeepingWork,
  map: Uint8Array | undefined,
  original: Uint8Array | undefined,
): Promise<GoalLimits | undefined> {
  if (!countsWholeAnswer(work.plan.goal)) return undefined
  const mapBytes = map && work.gainMap ? gainMapBytes(map, work.gainMap) : 0
  return { others: (await keptBytes(work)) + mapBytes, isOptional: original !== undefined }
}

/** Facts that most outputs lack. */
const NO_FACTS = absent(['frames', 'hdr', 'quality', 'tries'])

type Facts = Pick<Transformed, 'processed'> &
  Pick<Transformed['info'], 'frames' | 'hdr' | 'quality' | 'tries'>

function transformed(body: Uint8Array<ArrayBuffer>, plan: Plan, { processed, ...facts }: Facts): Transformed {
  const { format, output } = plan
  const size = { width: output.width, height: output.height }
  return {
    body,
    length: body.length,
    type: formats[format].mediaType,
    processed,
    info: { ...NO_FACTS, bytes: body.length, size, format, ...facts },
  }
}

/** Transcode failures after which an encoded picture is served. */
const REPLACEABLE: ReadonlySet<ErrorCode> = new Set(['unsupported', 'corrupt', 'over-budget'])

/**
 * Returns `undefined` if a JPEG cannot be transcoded, because JPEG XL cannot store it, it is
 * damaged, or the result is too long. Any other error is thrown.
 */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Failure && REPLACEABLE.has(error.code))) throw error
}

/**
 * Encodes a still picture, or transcodes the original. A plan that may do both reads the whole
 * original.
 * @param byteLength original's length in bytes
 */
async function encode(
  plan: Plan,
  input: ByteSource,
  byteLength: number,
  header: Header,
  running: Running,
): Promise<EncodeResult> {
  const { transcode } = plan
  const transcoded = () => runTranscode(plan, input, byteLength, header, running)
  if (transcode?.when === 'always') return { file: await transcoded() }
  if (transcode?.when === 'fits') {
    const file = await transcoded().catch(unlessRefused)
    if (file && isWithinGoal(plan.goal, file.length + (running.within?.others ?? 0))) return { file }
    if (file) releaseBuffer(file)
  }
  const encoded = await run(plan, input, header, running)
  if (transcode?.when !== 'instead' || !encoded.file || encoded.file.length < byteLength) return encoded
  running.own?.(encoded.file)
  const file = await transcoded().catch(unlessRefused)
  if (!file) return encoded
  if (file.length < encoded.file.length) return { file: replaced(encoded.file, file) }
  releaseBuffer(file)
  return encoded
}

/** `true` if the original may be served in place of its re-encoding. */
const isReplaceable = (source: Uint8Array<ArrayBuffer>, { format, animation, goal }: Plan): boolean =>
  isWithinGoal(goal, source.length) && isStripped(format, source, animation !== undefined)
