import * as v from 'valibot'
import { planImage } from '../../cli/plan/plan-image.ts'
import { jsonResponse, readJson } from './answer.ts'
import { type Call, configOf } from './call.ts'
import { readTarget } from './target.ts'

/** Schema for the body of `plan` and `measure`. */
export const TargetBody = v.object({ target: v.string(), accept: v.optional(v.string()) })

/** Answers with the plan for a target, as the Worker would make it. */
export async function plan(call: Call): Promise<Response> {
  const { request } = call
  const { target, accept } = await readJson(request, TargetBody)
  const config = configOf(target, call)
  const located = await readTarget(target, { ...call, config }, accept ?? request.headers.get('accept'))
  const { now } = located
  return jsonResponse(await planImage(located, { limits: config.limits, signal: request.signal, now }))
}
