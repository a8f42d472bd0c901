import * as v from 'valibot'
import { check } from '../../cli/check/check.ts'
import type { Checked } from '../../cli/check/findings.ts'
import { ERRORS } from '../../src/errors.ts'
import type { ExplainAnswer } from '../protocol.ts'
import { jsonResponse, readJson } from './answer.ts'
import { type Call, configOf, type Reading } from './call.ts'

const UrlBody = v.object({ url: v.string() })

/** Checks a URL with this server's configuration and keys. */
export function explanationOf(url: string, { request, env, config }: Reading): Promise<Checked> {
  return check(url, {
    now: Math.floor(Date.now() / 1000),
    address: request.headers.get('cf-connecting-ip') ?? undefined,
    loaded: { config, env },
    openKeyring: async () => config.keyring,
  })
}

/**
 * Answers with the findings for a URL on any host, and the first rule that refuses it. A path
 * without a host belongs to this server.
 */
export async function explain(call: Call): Promise<Response> {
  const { url } = await readJson(call.request, UrlBody)
  const whole = url.startsWith('/') ? new URL(call.request.url).origin + url : url
  const { findings, signed, failed } = await explanationOf(whole, { ...call, config: configOf(whole, call) })
  const answer: ExplainAnswer = {
    findings,
    ...(signed !== undefined && { signed }),
    ...(failed && {
      failed: { rule: failed.rule, status: ERRORS[failed.failure.code].status, text: failed.failure.message },
    }),
  }
  return jsonResponse(answer)
}
