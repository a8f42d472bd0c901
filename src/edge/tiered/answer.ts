import { Failure, toFailure } from '../../errors.ts'
import { admit } from '../../signing/auth/admit.ts'
import { parseWire } from '../../signing/url/wire.ts'
import { findZone } from '../../signing/url/zones.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { CacheOutcome } from '../cache/obtain.ts'
import { isHeld } from '../cache/tier.ts'
import { type Config, configure } from '../config.ts'
import { countedBody } from '../isolate/send.ts'
import { reportIsolate } from '../log/report.ts'
import { openLog } from '../log/request-log.ts'
import { readWanted } from '../request/wanted.ts'
import { type Located, locate, memory, metrics, obtainImage } from '../request/work.ts'
import type { Bindings } from '../source/kind.ts'
import { formatFailure, formatImage, parseQuestion, type Question, type Run, renderPath } from './exchange.ts'

/**
 * Reads a URL that the gateway has verified, and verifies the signature once more: this entrypoint trusts nobody. Claims are
 * left to the gateway, since they hold for a client.
 */
async function locateAgain(
  { signedUrl, accept }: Question,
  config: Config,
  env: Bindings,
  now: number,
): Promise<Located> {
  const { zones } = config
  const received = parseWire(signedUrl)
  const found = findZone(zones, received.path)
  if (!found) throw new Failure('not-found')
  const { zone } = found
  const admitted = await admit(received, found, zones, zone.keyring, now)
  return locate(await readWanted(admitted, zone, config, { accept, now }), config, env)
}

/** Seconds by which the gateway may have read the clock earlier: a text may have the day. */
const MAX_DELAY = 60

/**
 * The cache keeps an answer by the URL of its question: that of another image must not get there.
 * @throws Failure forbidden
 */
async function locateAt(
  path: string,
  question: Question,
  config: Config,
  env: Bindings,
  now: number,
): Promise<Located> {
  for (const then of [now, now - MAX_DELAY]) {
    const located = await locateAgain(question, config, env, then)
    if (path === (await renderPath(located.key))) return located
  }
  throw new Failure('forbidden', undefined, 'the question has the URL of another image')
}

/** A body with its length, where that is known: one that ends early is no whole image to a cache. */
function bodyOf(derivative: Derivative): BodyInit {
  if (isHeld(derivative)) return countedBody(derivative.body, memory)
  const { body, length } = derivative
  return body instanceof ReadableStream && length !== undefined
    ? body.pipeThrough(new FixedLengthStream(length))
    : body
}

/** Answers the gateway with an image or a failure. Only what the cache in front has not kept comes to it. */
export async function answerGateway(
  request: Request,
  env: Bindings,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
): Promise<Response> {
  const log = openLog(metrics.observe)
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
    const config = await configure(env)
    log.settings = config.log
    const now = Math.floor(Date.now() / 1000)
    const located = await locateAt(path, question, config, env, now)
    const { derivative, outcome } = await obtainImage(located, {
      env,
      config,
      log,
      now,
      clientSignal: request.signal,
      behindCache: true,
      keepAlive: (work) => ctx.waitUntil(work),
    })
    const sentAt = Math.ceil(Date.now() / 1000)
    return await formatImage(located, derivative, bodyOf(derivative), runOf(outcome), sentAt)
  } catch (error) {
    return formatFailure(toFailure(error), runOf())
  } finally {
    reportIsolate(log, { env, metrics })
  }
}
