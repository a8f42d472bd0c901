import type { ErrorCode } from '../../errors.ts'
import type { FactName, Facts, Given, GivenUrl, Progress } from './facts.ts'

/**
 * Result of a step: the facts (values about the request) that `gives` names. A step with an empty
 * `gives` can return `answer`, the response that ends the request.
 */
type Added<Gives extends FactName> = [Gives] extends [never]
  ? Pick<Facts, 'answer'> | undefined
  : Pick<Facts, Gives>

/**
 * Function that computes facts (values about the request) from earlier steps' facts. `takes` and
 * `gives` list the facts' names, so that the compiler can check the order.
 */
export interface Step<Takes extends FactName, Gives extends FactName> {
  readonly takes: readonly Takes[]
  readonly gives: readonly Gives[]
  run(facts: Pick<Facts, Takes>): Added<Gives> | Promise<Added<Gives>>
}

/**
 * Declares a step of the request.
 * @param takes names of the facts that the function reads
 * @param gives names of the facts that the function returns
 * @example step(['url'], ['wire'], ({ url }) => ({ wire: parseWire(url) }))
 */
export function step<const Takes extends FactName, const Gives extends FactName = never>(
  takes: readonly Takes[],
  gives: readonly Gives[],
  run: Step<Takes, Gives>['run'],
): Step<Takes, Gives> {
  return { takes, gives, run }
}

/**
 * Declares a step that returns no facts. The step throws a failure if the request must be refused.
 */
export function check<const Takes extends FactName>(
  takes: readonly Takes[],
  run: (facts: Pick<Facts, Takes>) => unknown,
): Step<Takes, never> {
  return { takes, gives: [], run: run as Step<Takes, never>['run'] }
}

/**
 * Resource that a stage needs to run. `bindings` are the Worker's bindings; `network` means that
 * the stage waits for an answer from outside the Worker.
 */
export type Needs = 'nothing' | 'configuration' | 'bindings' | 'network'

/** Step with documentation about its place in the request: one row in `stages.ts`. */
export interface Stage<Name extends string = string> extends Step<FactName, FactName> {
  readonly name: Name
  readonly needs: Needs
  /** Error codes of the failures that the stage can throw. */
  readonly failures: readonly ErrorCode[]
  /**
   * `true` if the stage reads only `GivenUrl`: the URL, `Accept`, the time and the configuration.
   * `false` if its result also depends on the client, such as its address or its method.
   */
  readonly ofUrl: boolean
}

/**
 * List of stages in the order in which they run. Adding a stage that takes a fact which no earlier
 * stage gives is a type error.
 * @typeParam Known names of the facts after all stages in the list
 * @typeParam OfUrl names of the facts that are known without the client: those in `GivenUrl`, and
 *   the results of stages that `url` added
 */
export interface StageList<Known extends FactName, OfUrl extends FactName, Name extends string> {
  readonly stages: readonly Stage<Name>[]
  /**
   * Adds a stage that depends on the client, such as its method or address. It is skipped by
   * `locate`, which has no client.
   */
  client<New extends string, Gives extends FactName>(
    name: New,
    needs: Needs,
    failures: readonly ErrorCode[],
    step: Step<Known, Gives>,
  ): StageList<Known | Gives, OfUrl, Name | New>
  /**
   * Adds a stage that depends only on the URL. It can take only the facts of `GivenUrl` and the
   * facts that other stages added by `url` give.
   */
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

/** Returns an empty list, to which the first stage can be added. */
export const stageList = (): StageList<keyof Given, keyof GivenUrl, never> => listOf([])

/**
 * Runs stages in order until one throws or gives an answer. A stage whose `run` is synchronous is
 * not awaited.
 * @param facts object to which each stage adds its results. If a stage throws, the caller can still
 *   read the results of earlier stages
 */
export async function runStages(stages: readonly Stage[], facts: Progress): Promise<void> {
  for (const { run } of stages) {
    // The cast is safe: the type of `StageList` rejects an order in which a fact is missing.
    const result = run(facts as Facts)
    const added = result instanceof Promise ? await result : result
    if (added === undefined) continue
    Object.assign(facts, added)
    if ('answer' in added) return
  }
}
