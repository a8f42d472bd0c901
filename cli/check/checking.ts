import type { Progress } from '../../src/edge/request/facts.ts'
import { Failure } from '../../src/errors.ts'
import { attempt } from '../attempt.ts'
import { NO_ZONES } from '../invocation.ts'
import type { Ledger, Rule } from './findings.ts'
import type { Server } from './server.ts'
import { isReady, type NamedStage, runStage } from './walk.ts'

/** State during a check, which the stages change. */
export interface Checking {
  readonly server: Server
  readonly ledger: Ledger
  /** Facts about the URL that the stages have found so far. */
  readonly facts: Progress
  /** `true` if a key for the token was available, so that the token was verified. */
  hasKey: boolean
  /** `true` if the token is invalid, but the zone is in report mode and serves the URL. */
  reported: boolean
  /**
   * First failure of a stage that would have added facts. Later stages that need these facts do not
   * run.
   */
  stopped: Failure | undefined
}

export const NO_CONFIGURATION = `not checked: ${NO_ZONES}`

/**
 * Runs a function. Errors other than `Failure` are thrown.
 * @returns the `Failure` that the function throws, or `undefined`
 */
export async function failureOf(work: () => unknown): Promise<Failure | undefined> {
  const result = await attempt(work)
  return result instanceof Failure ? result : undefined
}

/** Records a stage's failure. If the stage would have added facts, these stay unknown. */
export function noteFailure({ name, gives }: NamedStage, failure: Failure, checking: Checking): void {
  checking.ledger.fail(name, failure)
  if (gives.length > 0) checking.stopped ??= failure
}

/**
 * Runs a stage if the facts that it takes are known.
 * @returns `true` if the stage ran without a failure
 */
export async function runReady(stage: NamedStage, checking: Checking): Promise<boolean> {
  const { facts } = checking
  if (!isReady(stage, facts)) return false
  const failure = await failureOf(() => runStage(stage, facts))
  if (failure) noteFailure(stage, failure, checking)
  return failure === undefined
}

/**
 * Returns a function that runs a stage and records `ok` for a rule if the stage has no failure.
 * Without a configuration, the function notes that the rule was not checked.
 */
export const told =
  (rule: Rule, textOf: (facts: Progress) => string) =>
  async (stage: NamedStage, checking: Checking): Promise<void> => {
    const { ledger, facts, server } = checking
    if (await runReady(stage, checking)) ledger.ok(rule, textOf(facts))
    else if (!server.loaded && facts.wire) ledger.note(rule, NO_CONFIGURATION)
  }
