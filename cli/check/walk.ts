import type { Facts, Progress } from '../../src/edge/request/facts.ts'
import type { Stage } from '../../src/edge/request/stage.ts'
import { STAGES, type StageName } from '../../src/edge/request/stages.ts'
import { Failure } from '../../src/errors.ts'

export type NamedStage = Stage<StageName>

/** Function that the walk calls for a stage. It runs the stage, or other code in its place. */
export type Way<State> = (stage: NamedStage, state: State) => unknown

export type Ways<State> = { readonly [Name in StageName]?: Way<State> }

/** Returns `true` if all facts that a stage takes are known. */
export const isReady = ({ takes }: Stage, facts: Progress): boolean => takes.every((name) => name in facts)

/**
 * Reasons of failures that only the commands report. The server omits them, so that its log stays
 * short.
 */
const REASONS: { readonly [Name in StageName]?: string } = { zone: 'no zone has a prefix of this path' }

/**
 * Runs a stage like the Worker and adds its result to `facts`.
 * @param changed facts that replace those in `facts`, for this run only
 * @throws Failure of the stage
 */
export async function runStage(stage: NamedStage, facts: Progress, changed: Progress = {}): Promise<void> {
  try {
    Object.assign(facts, await stage.run({ ...facts, ...changed } as Facts))
  } catch (error) {
    const reason = REASONS[stage.name]
    throw error instanceof Failure && reason ? new Failure(error.code, error.detail, reason) : error
  }
}

/**
 * Runs the stages that need no network, in the order of the Worker.
 * @param ways functions for the stages that need special treatment
 * @param usual function for all other stages
 */
export async function walk<State>(state: State, ways: Ways<State>, usual: Way<State>): Promise<void> {
  for (const stage of STAGES) if (stage.needs !== 'network') await (ways[stage.name] ?? usual)(stage, state)
}
