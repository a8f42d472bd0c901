import { type ErrorCode, Failure } from '../../errors.ts'
import { countRequest, getImage, makeResponse } from './answering.ts'
import { checkClaims, checkDenyList, checkPolicy, verifyToken } from './authorization.ts'
import type { Facts, Given, GivenUrl, Progress } from './facts.ts'
import { bindSources, makeKey } from './locating.ts'
import { decryptPath, keyMark, readOptions } from './meaning.ts'
import { answerHealth, answerPreflight, checkHost, checkMethod, chooseZone, splitUrl } from './routing.ts'
import { runStages, type StageList, stageList } from './stage.ts'

/** Failures of signatures, of secrets, and of URLs that another service's URL is translated to. */
const VERIFYING: readonly ErrorCode[] = [
  'forbidden',
  ...(['bad-parameter', 'bad-url', 'url-too-long', 'misconfigured'] as const),
]

/** Failures of sources, of pictures, of the machine, and of the entrypoint `Render`. */
const MAKING: readonly ErrorCode[] = [
  ...(['not-found', 'bad-origin', 'origin-timeout', 'source-too-large', 'misconfigured'] as const),
  ...(['unsupported', 'corrupt', 'too-large', 'over-budget', 'bad-parameter'] as const),
  ...(['busy', 'internal', 'forbidden'] as const),
]

/**
 * The life of a request: every stage in its order, what must be at hand for it, and the failures
 * with which it refuses. Nothing else knows the order. Stages `client` hold for who asks. Stages
 * `url` tell what a URL means: the entrypoint `Render` and the playground's plan run them alone.
 * Nothing is read, fetched or allocated in proportion to input before `token`.
 */
const LIST = stageList()
  .client('method', 'nothing', ['method-not-allowed'], checkMethod)
  .url('wire', 'nothing', ['url-too-long', 'bad-url'], splitUrl)
  .client('health', 'nothing', ['internal'], answerHealth)
  .client('host', 'configuration', ['forbidden'], checkHost)
  .url('zone', 'configuration', ['not-found'], chooseZone)
  .client('preflight', 'configuration', ['method-not-allowed'], answerPreflight)
  .url('token', 'configuration', VERIFYING, verifyToken)
  .client('claims', 'nothing', ['expired', 'forbidden'], checkClaims)
  .client('deny list', 'network', ['forbidden', 'deny-list-unavailable'], checkDenyList)
  .url('options', 'configuration', ['bad-parameter'], readOptions)
  .url('mark', 'configuration', ['bad-parameter'], keyMark)
  .url('path', 'configuration', ['not-found'], decryptPath)
  .url('policy', 'configuration', ['forbidden'], checkPolicy)
  .url('sources', 'bindings', ['bad-parameter', 'not-found', 'misconfigured'], bindSources)
  .url('cache key', 'nothing', [], makeKey)
  .client('rate limit', 'network', ['too-many-requests'], countRequest)
  .client('obtain', 'network', MAKING, getImage)
  .client('respond', 'nothing', ['bad-range'], makeResponse)

export const STAGES = LIST.stages

export type StageName = (typeof STAGES)[number]['name']

const OF_URL = STAGES.filter(({ ofUrl }) => ofUrl)

/**
 * Runs all stages, up to the first failure or answer.
 * @param facts filled stage by stage: the caller sees how far the request came
 */
export async function answerRequest(facts: Given & Progress): Promise<Response> {
  await runStages(STAGES, facts)
  if (!facts.answer) throw new Failure('internal', undefined, 'no stage has answered')
  return facts.answer
}

type UrlFacts = typeof LIST extends StageList<infer _, infer Names, StageName> ? Pick<Facts, Names> : never

/** Runs the stages that tell what a URL means. @throws Failure */
export async function locate(given: GivenUrl): Promise<UrlFacts> {
  const facts: Progress = { ...given }
  await runStages(OF_URL, facts)
  return facts as UrlFacts
}
