import type { Progress } from '../../src/edge/request/facts.ts'
import { Failure } from '../../src/errors.ts'
import { attempt } from '../attempt.ts'
import type { Ledger, Rule } from './findings.ts'
import type { Server } from './server.ts'
import { isReady, type NamedStage, runStage } from './walk.ts'

/** A check on its way through the stages. */
export interface Checking {
  readonly server: Server
  readonly ledger: Ledger
  /** Facts that are known so far. */
  readonly facts: Progress
  /** `true` once the token was compared with a key. */
  hasKey: boolean
  /** `true` if the token does not hold, and the zone serves the URL nevertheless. */
  reported: boolean
  /** The failure behind which no more facts are known. */
  stopped: Failure | undefined
}

export const NO_CONFIGURATION = 'not checked: there is no wrangler.toml here'

/** Runs work. @returns the failure that it throws */
export async function failureOf(work: () => unknown): Promise<Failure | undefined> {
  const result = await attempt(work)
  return result instanceof Failure ? result : undefined
}

/** Takes down the failure of a stage. Facts that it would have added stay unknown. */
export function noteFailure({ name, gives }: NamedStage, failure: Failure, checking: Checking): void {
  checking.ledger.fail(name, failure)
  if (gives.length > 0) checking.stopped ??= failure
}

/** Runs a stage if its facts are known. @returns `true` if it ran and threw nothing */
export async function runReady(stage: NamedStage, checking: Checking): Promise<boolean> {
  const { facts } = checking
  if (!isReady(stage, facts)) return false
  const failure = await failureOf(() => runStage(stage, facts))
  if (failure) noteFailure(stage, failure, checking)
  return failure === undefined
}

/** A way that runs a stage, if there is a configuration, and tells what it found. */
export const told =
  (rule: Rule, textOf: (facts: Progress) => string) =>
  async (stage: NamedStage, checking: Checking): Promise<void> => {
    const { ledger, facts, server } = checking
    if (await runReady(stage, checking)) ledger.ok(rule, textOf(facts))
    else if (!server.loaded && facts.wire) ledger.note(rule, NO_CONFIGURATION)
  }
