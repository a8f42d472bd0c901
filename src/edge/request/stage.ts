import type { ErrorCode } from '../../errors.ts'
import type { FactName, Facts, Given, GivenUrl, Progress } from './facts.ts'

/** Facts that a step adds. A step that adds none may end the request with an answer. */
type Added<Gives extends FactName> = [Gives] extends [never]
  ? Pick<Facts, 'answer'> | undefined
  : Pick<Facts, Gives>

/** A function from facts to more facts, with the names of both. */
export interface Step<Takes extends FactName, Gives extends FactName> {
  readonly takes: readonly Takes[]
  readonly gives: readonly Gives[]
  run(facts: Pick<Facts, Takes>): Added<Gives> | Promise<Added<Gives>>
}

/**
 * @param takes facts that must be known
 * @param gives facts that are known afterwards
 * @example step(['url'], ['wire'], ({ url }) => ({ wire: parseWire(url) }))
 */
export function step<const Takes extends FactName, const Gives extends FactName = never>(
  takes: readonly Takes[],
  gives: readonly Gives[],
  run: Step<Takes, Gives>['run'],
): Step<Takes, Gives> {
  return { takes, gives, run }
}

/** A step that adds nothing: it throws, or it does not. */
export function check<const Takes extends FactName>(
  takes: readonly Takes[],
  run: (facts: Pick<Facts, Takes>) => unknown,
): Step<Takes, never> {
  return { takes, gives: [], run: run as Step<Takes, never>['run'] }
}

/** Resource that a stage cannot do without. `network`: an answer from outside this process. */
export type Needs = 'nothing' | 'configuration' | 'bindings' | 'network'

/** One row of the list. */
export interface Stage<Name extends string = string> extends Step<FactName, FactName> {
  readonly name: Name
  readonly needs: Needs
  /** Codes of the failures that it may throw. */
  readonly failures: readonly ErrorCode[]
  /**
   * `true` if it tells what the URL means, whoever asks; `false` if it concerns the client that
   * asks.
   */
  readonly ofUrl: boolean
}

/**
 * Stages in their order. A stage whose facts no earlier one adds does not compile.
 * @typeParam Known facts that are known after the last of them
 * @typeParam OfUrl the same, where only the stages `url` are run
 */
export interface StageList<Known extends FactName, OfUrl extends FactName, Name extends string> {
  readonly stages: readonly Stage<Name>[]
  /** Adds a stage that concerns the client. */
  client<New extends string, Gives extends FactName>(
    name: New,
    needs: Needs,
    failures: readonly ErrorCode[],
    step: Step<Known, Gives>,
  ): StageList<Known | Gives, OfUrl, Name | New>
  /** Adds a stage that tells what the URL means. */
  url<New extends string, Gives extends FactName>(
    name: New,
    needs: Needs,
    failures: readonly ErrorCode[],
    step: Step<OfUrl, Gives>,
  ): StageList<Known | Gives, OfUrl | Gives, Name | New>
}

function listOf(stages: readonly Stage[]): StageList<never, never, never> {
  const added =
    (ofUrl: boolean) => (name: string, needs: Needs, failures: readonly ErrorCode[], row: object) =>
      listOf([...stages, { name, needs, failures, ofUrl, ...row } as Stage])
  return { stages, client: added(false), url: added(true) } as never
}

/** Begins a list of stages. */
export const stageList = (): StageList<keyof Given, keyof GivenUrl, never> => listOf([])

/**
 * Runs stages in their order, and stops at the first failure or answer. Stages that wait for
 * nothing are not awaited.
 * @param facts filled stage by stage, so that the caller sees how far the request has come
 */
export async function runStages(stages: readonly Stage[], facts: Progress): Promise<void> {
  for (const { run } of stages) {
    // The list compiles only in an order in which these facts are known.
    const result = run(facts as Facts)
    const added = result instanceof Promise ? await result : result
    if (added === undefined) continue
    Object.assign(facts, added)
    if ('answer' in added) return
  }
}
