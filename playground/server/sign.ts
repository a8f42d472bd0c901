import * as v from 'valibot'
import { MAX_TARGETS, type Problem, type SignAnswer, type SignedTarget } from '../protocol.ts'
import { jsonResponse, problemOf, readJson } from './answer.ts'
import { type Call, configOf } from './call.ts'
import { signTarget } from './target.ts'

const Targets = v.object({
  targets: v.pipe(v.array(v.string()), v.maxLength(MAX_TARGETS, `at most ${MAX_TARGETS} at once`)),
})

async function signOrExplain(target: string, call: Call): Promise<SignedTarget | Problem> {
  try {
    return await signTarget(target, { ...call, config: configOf(target, call) })
  } catch (error) {
    return problemOf(error)
  }
}

/**
 * Answers with signed URLs for the targets. Each target has its own result, so that a refused
 * target does not affect the others.
 */
export async function sign(call: Call): Promise<Response> {
  const { targets } = await readJson(call.request, Targets)
  const answer: SignAnswer = {
    results: await Promise.all(targets.map((target) => signOrExplain(target, call))),
  }
  return jsonResponse(answer)
}
