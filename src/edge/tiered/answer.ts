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
 * Reads a URL that the gateway has verified, and verifies its signature again, because this
 * entrypoint trusts no caller. Claims are left to the gateway, because they apply to a client.
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

/**
 * Maximum seconds by which the gateway may have read the clock earlier. The time matters, because a
 * text may contain the day.
 */
const MAX_DELAY = 60

/**
 * Locates the image of a question at the path of the question. The cache keeps an answer by this
 * path, so the path must not be that of another image.
 * @throws Failure forbidden: the path is that of another image
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

/**
 * Returns a body with its length, if the length is known. A cache then sees that a body that ends
 * early is not complete.
 */
function bodyOf(derivative: Derivative): BodyInit {
  if (isHeld(derivative)) return countedBody(derivative.body, memory)
  const { body, length } = derivative
  return body instanceof ReadableStream && length !== undefined
    ? body.pipeThrough(new FixedLengthStream(length))
    : body
}

/**
 * Answers the gateway with an image or a failure. It is only asked if the cache in front has no
 * answer.
 */
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
