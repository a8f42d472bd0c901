import {
  type Catalog,
  ENDPOINTS,
  type Endpoint,
  type ExplainAnswer,
  OWN_HEADER,
  type PlanAnswer,
  type Problem,
  type SignAnswer,
  type UploadAnswer,
} from '../protocol.ts'
import { imageAccept } from './image-accept.ts'

/** Error that contains a refusal by the server, for display. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.reason ?? problem.title)
    this.problem = problem
  }
}

const OFFLINE: Problem = {
  status: 0,
  code: 'internal',
  title: 'The development server does not answer',
  detail: 'No answer: is the local server still running?',
}

/**
 * Converts any error to a problem for display. `fetch` throws a TypeError if there is no answer or
 * if the answer ends early.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Refused) return error.problem
  if (error instanceof TypeError) return OFFLINE
  return { status: 0, code: 'internal', title: 'The answer cannot be used', detail: String(error) }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'status' in value && 'title' in value
}

/** Reads the problem from an unsuccessful answer: from its body and its header `signet-reason`. */
export async function problemOf(response: Response): Promise<Problem> {
  const reason = response.headers.get('signet-reason')
  const body: unknown = await response.json().catch(() => undefined)
  const known = isProblem(body) ? body : { ...OFFLINE, status: response.status, detail: response.statusText }
  return reason ? { ...known, reason } : known
}

/**
 * Sends a request with the header that the endpoints require.
 * @throws Refused if the server refuses the request or does not answer; DOMException AbortError
 */
export async function call(
  endpoint: Endpoint,
  body: BodyInit,
  signal?: AbortSignal,
  search = '',
): Promise<Response> {
  const headers = { [OWN_HEADER]: '1', accept: await imageAccept() }
  const init: RequestInit = { method: 'POST', body, headers, signal: signal ?? null }
  const response = await fetch(`${ENDPOINTS[endpoint]}${search}`, init).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Refused(OFFLINE)
  })
  if (!response.ok) throw new Refused(await problemOf(response))
  return response
}

async function ask<Answer>(endpoint: Endpoint, request: object, signal?: AbortSignal): Promise<Answer> {
  return (await call(endpoint, JSON.stringify(request), signal)).json()
}

export const readCatalog = () => ask<Catalog>('catalog', {})

/** Signs targets. A target is a path and query as in a URL. */
export const sign = (targets: readonly string[], signal?: AbortSignal) =>
  ask<SignAnswer>('sign', { targets }, signal).then(({ results }) => results)

export const planOf = (target: string, signal?: AbortSignal) => ask<PlanAnswer>('plan', { target }, signal)

export const explainUrl = (url: string, signal?: AbortSignal) =>
  ask<ExplainAnswer>('explain', { url }, signal)

/** Makes a target's picture on the server, which uses no cached picture. */
export const measure = (target: string, signal?: AbortSignal) =>
  call('measure', JSON.stringify({ target }), signal)

/**
 * Stores a user's picture in the local server's bucket.
 * @returns the stored picture's path
 */
export async function upload(file: File, signal: AbortSignal): Promise<string> {
  const response = await call('upload', file, signal, `?name=${encodeURIComponent(file.name)}`)
  const { path }: UploadAnswer = await response.json()
  return path
}
