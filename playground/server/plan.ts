import * as v from 'valibot'
import { planImage } from '../../cli/plan/plan-image.ts'
import { jsonResponse, readJson } from './answer.ts'
import type { Call } from './call.ts'
import { readTarget } from './target.ts'

/** Schema of the body of `plan` and `measure`. */
export const TargetBody = v.object({ target: v.string(), accept: v.optional(v.string()) })

/** Answers with the plan of a target, as the Worker would make it. */
export async function plan(call: Omit<Call, 'ctx'>): Promise<Response> {
  const { request, config } = call
  const { target, accept } = await readJson(request, TargetBody)
  const located = await readTarget(target, call, accept ?? request.headers.get('accept'))
  const { now } = located
  return jsonResponse(await planImage(located, { limits: config.limits, signal: request.signal, now }))
}
