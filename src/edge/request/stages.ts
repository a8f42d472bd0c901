import { type ErrorCode, Failure } from '../../errors.ts'
import { countRequest, getImage, makeResponse } from './answering.ts'
import { admitUrl, checkAuthorize, checkClaims, checkDenyList, checkPolicy } from './authorization.ts'
import type { Facts, Given, GivenUrl, Progress } from './facts.ts'
import { bindSources, makeKey } from './locating.ts'
import { decryptPath, keyMark, readOptions } from './meaning.ts'
import { answerHealth, answerPreflight, checkHost, checkMethod, chooseZone, splitUrl } from './routing.ts'
import { runStages, type StageList, stageList } from './stage.ts'

/**
 * Error codes for the signature check, for faulty secrets, and for translating another service's
 * URL.
 */
const VERIFYING: readonly ErrorCode[] = [
  'forbidden',
  'bad-parameter',
  'bad-url',
  'url-too-long',
  'misconfigured',
]

/**
 * Error codes for reading sources, for processing images, for load and memory limits, and for the
 * entrypoint `Render`.
 */
const MAKING: readonly ErrorCode[] = [
  'not-found',
  'bad-origin',
  'origin-timeout',
  'source-too-large',
  'misconfigured',
  'unsupported',
  'corrupt',
  'too-large',
  'over-budget',
  'over-max-bytes',
  'bad-parameter',
  'busy',
  'internal',
  'forbidden',
]

/**
 * All stages of a request, in order. Each row has a name, the resource that the stage needs, the
 * failures that it may throw, and its step. The order is defined only here.
 *
 * `client` adds a stage that depends on the client, such as the check of the client's address.
 * `url` adds a stage that depends only on the URL. The entrypoint `Render` and the playground's
 * plan run only the `url` stages.
 *
 * Before the stage `token` has verified the signature, no stage reads a source, fetches, or
 * allocates memory in proportion to the input.
 */
const LIST = stageList()
  .client('method', 'nothing', ['method-not-allowed'], checkMethod)
  .url('wire', 'nothing', ['url-too-long', 'bad-url'], splitUrl)
  .client('health', 'configuration', ['internal'], answerHealth)
  .client('host', 'configuration', ['forbidden'], checkHost)
  .url('zone', 'configuration', ['not-found'], chooseZone)
  .client('preflight', 'configuration', ['method-not-allowed'], answerPreflight)
  .url('token', 'configuration', VERIFYING, admitUrl)
  .client('claims', 'nothing', ['expired', 'forbidden'], checkClaims)
  .client('deny list', 'network', ['forbidden', 'deny-list-unavailable'], checkDenyList)
  .url('options', 'configuration', ['bad-parameter'], readOptions)
  .url('mark', 'configuration', ['bad-parameter'], keyMark)
  .url('path', 'configuration', ['not-found'], decryptPath)
  .url('policy', 'configuration', ['forbidden'], checkPolicy)
  .client('authorize', 'network', ['forbidden'], checkAuthorize)
  .url('sources', 'bindings', ['bad-parameter', 'not-found', 'misconfigured'], bindSources)
  .url('cache key', 'nothing', [], makeKey)
  .client('rate limit', 'network', ['too-many-requests'], countRequest)
  .client('obtain', 'network', MAKING, getImage)
  .client('respond', 'nothing', ['bad-range'], makeResponse)

export const STAGES = LIST.stages

export type StageName = (typeof STAGES)[number]['name']

const OF_URL = STAGES.filter(({ ofUrl }) => ofUrl)

/**
 * Runs all stages and returns the response of the stage that gives one.
 * @param facts object to which each stage adds its results, so that the caller can log them even if
 *   a stage throws
 */
export async function answerRequest(facts: Given & Progress): Promise<Response> {
  await runStages(STAGES, facts)
  if (!facts.answer) throw new Failure('internal', undefined, 'no stage has answered')
  return facts.answer
}

type UrlFacts = typeof LIST extends StageList<infer _, infer Names, StageName> ? Pick<Facts, Names> : never

/**
 * Runs only the stages that depend on the URL and returns their results. Checks nothing that
 * depends on the client, such as claims and rate limits.
 * @throws Failure of the stage that refuses the URL
 */
export async function locate(given: GivenUrl): Promise<UrlFacts> {
  const facts: Progress = { ...given }
  await runStages(OF_URL, facts)
  return facts as UrlFacts
}
