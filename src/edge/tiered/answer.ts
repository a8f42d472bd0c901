import { Failure, toFailure } from '../../errors.ts'
import { timing } from '../../timing.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { CacheOutcome } from '../cache/obtain.ts'
import { isBuffered } from '../cache/tier.ts'
import type { Config } from '../config.ts'
import { type Instance, type RequestContext, standard, writeOf } from '../instance.ts'
import { countedBody } from '../isolate/send.ts'
import { reportIsolate } from '../log/report.ts'
import { openLog } from '../log/request-log.ts'
import type { Located } from '../request/facts.ts'
import { locate } from '../request/stages.ts'
import { memory, metrics, obtainImage } from '../request/work.ts'
import type { Bindings } from '../source/kind.ts'
import { formatFailure, formatImage, parseQuestion, type Question, type Run, renderPath } from './exchange.ts'

/**
 * Maximum number of seconds between the gateway's time and the time that this entrypoint reads. The
 * cache key can depend on the time, because a text may contain the day. Two keys are therefore
 * tried: one for the time that this entrypoint reads, and one for the time `MAX_DELAY` seconds
 * earlier.
 */
const MAX_DELAY = 60

/**
 * Verifies the URL again and finds its image, because the entrypoint does not trust its caller.
 * Checks on the client, such as claims, are left to the gateway. The platform caches the answer by
 * `path`, so `path` must be this image's `renderPath`. Otherwise the cache would keep the image
 * under another image's key.
 * @throws Failure forbidden, and like `locate`
 */
async function locateAt(
  path: string,
  { signedUrl, accept }: Question,
  config: Config,
  env: Bindings,
  now: number,
): Promise<Located> {
  for (const then of [now, now - MAX_DELAY]) {
    // The timing of this second verification is not reported, because the gateway reports its own.
    const located = await locate({ url: signedUrl, accept, now: then, config, env, clock: timing() })
    if (path === (await renderPath(located.key))) return located
  }
  throw new Failure('forbidden', undefined, 'the question has the URL of another image')
}

/**
 * Returns a derivative's response body. A stream with a known length gets this length, so that a
 * cache can detect a body that ends early.
 */
function bodyOf(derivative: Derivative): BodyInit {
  if (isBuffered(derivative)) return countedBody(derivative.body, memory)
  const { body, length } = derivative
  return body instanceof ReadableStream && length !== undefined
    ? body.pipeThrough(new FixedLengthStream(length))
    : body
}

/**
 * Answers a question from the gateway with an image or a failure. It runs only if the cache in
 * front of it has no answer.
 * @param instance instance of the gateway
 */
export async function answerGateway(
  request: Request,
  env: Bindings,
  ctx: RequestContext,
  instance: Instance = standard,
): Promise<Response> {
  const log = openLog(metrics.observe)
  const keepAlive = (work: Promise<unknown>) => ctx.waitUntil(work)
  const question = parseQuestion(request)
  const path = new URL(request.url).pathname
  const runOf = (outcome?: CacheOutcome): Run => ({
    ask: question.ask,
    path,
    stages: log.clock.stages(),
    ...(outcome && { outcome }),
    ...(log.memory !== undefined && { memory: log.memory }),
  })
  try {
    const config = await instance.configure(env)
    log.settings = config.log
    const now = Math.floor(Date.now() / 1000)
    const located = await locateAt(path, question, config, env, now)
    const { derivative, outcome } = await obtainImage(located, {
      scope: instance.scope,
      env,
      config,
      log,
      now,
      clientSignal: request.signal,
      behindCache: true,
      keepAlive,
    })
    const sentAt = Math.ceil(Date.now() / 1000)
    return await formatImage(located, derivative, bodyOf(derivative), runOf(outcome), sentAt)
  } catch (error) {
    return formatFailure(toFailure(error), runOf())
  } finally {
    reportIsolate(log, { env, metrics, ...writeOf(instance, keepAlive) })
  }
}
