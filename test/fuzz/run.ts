import { sign } from '../support/worker/worker.ts'
import { type Case, makeCase } from './cases.ts'
import { getAnswer } from './client.ts'
import { decode } from './decode.ts'
import type { KnownPictures } from './known.ts'
import type { FuzzOrigin } from './origin.ts'
import { count, type Tally } from './report.ts'
import type { Seed } from './seeds.ts'
import type { Service } from './service.ts'
import { isGranted } from './targets.ts'
import { type Answer, verdict } from './verdict.ts'

const CONCURRENCY = 4
const KNOWN_EVERY = 20

export interface Stage {
  readonly seed: number
  readonly seeds: readonly Seed[]
  readonly service: Service
  readonly origin: FuzzOrigin
  readonly known: KnownPictures
  readonly seen: Tally
}

/** A failure and the case that caused it. */
export interface Finding {
  readonly index: number
  readonly what: string
  /** Path and query as they were sent. */
  readonly target: string
  readonly given: Case | undefined
}

export interface CaseResult {
  readonly given: Case
  readonly target: string
  readonly answer: Answer
  readonly what: string | undefined
}

/** Runs one case and judges its answer. */
export async function runCase({ seed, seeds, service, origin }: Stage, index: number): Promise<CaseResult> {
  const given = makeCase(seed, index, seeds)
  const signed = await sign(given.target)
  const target = given.tamper?.(signed) ?? signed
  origin.hold(given)
  const answer = await getAnswer(service.port, { ...given, target })
  origin.forget(index)
  const what = await verdict(answer, { given, granted: isGranted(target, signed), decode })
  return { given, target, answer, what }
}

async function checkKnown({ service, known }: Stage, number: number): Promise<Finding | undefined> {
  const request = known.request(number)
  const target = await sign(request.target)
  const { status, body, fault } = await getAnswer(service.port, { ...request, target })
  const what = fault ?? known.check(number, status, body)
  return what === undefined ? undefined : { index: number * KNOWN_EVERY, what, target, given: undefined }
}

/**
 * Runs cases until the time is over, with requests for known pictures in between.
 * @param report called for each failure as soon as it is found
 */
export async function runCases(
  stage: Stage,
  until: number,
  report: (finding: Finding) => Promise<void>,
): Promise<void> {
  const { seen } = stage
  let next = 0
  // An error in the fuzzer itself stops all loops. Otherwise the others would report failures in a
  // Worker that is shutting down.
  let broken = false
  async function failed(finding: Finding): Promise<void> {
    seen.failed++
    await report(finding)
  }
  async function work(): Promise<void> {
    while (!broken && performance.now() < until) {
      const index = next++
      if (index % KNOWN_EVERY === 0) {
        const finding = await checkKnown(stage, index / KNOWN_EVERY)
        if (finding) await failed(finding)
      }
      const { given, target, answer, what } = await runCase(stage, index)
      count(seen, answer.status)
      if (what !== undefined) await failed({ index, what, target, given })
    }
  }
  const workers = Array.from({ length: CONCURRENCY }, () =>
    work().catch((error: unknown) => {
      broken = true
      throw error
    }),
  )
  const ends = await Promise.allSettled(workers)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
