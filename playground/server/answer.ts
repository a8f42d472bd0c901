import * as v from 'valibot'
import { ALWAYS } from '../../src/edge/http/response.ts'
import { ERRORS, Failure, toFailure } from '../../src/errors.ts'
import type { Problem } from '../protocol.ts'

/** Maximum length in bytes of a JSON body. */
export const MAX_JSON = 64 * 1024

function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

async function readText({ body }: Request): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.length
    if (length > MAX_JSON) refuse(`the body has more than ${MAX_JSON} bytes`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('the body is not JSON')
  }
}

/**
 * Reads a request's JSON body.
 * @throws Failure bad-parameter: the body is too long, is not JSON or does not match the schema;
 *   the message says what is wrong
 */
export async function readJson<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, parseJson(await readText(request)))
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  return refuse(`the body: ${field === null ? '' : `${field}: `}${issue.message}`)
}

/** Returns an endpoint's JSON response. */
export function jsonResponse(answer: object): Response {
  const headers = { ...ALWAYS, 'cache-control': 'no-store', 'cross-origin-resource-policy': 'same-origin' }
  return Response.json(answer, { headers })
}

/**
 * Converts an error to a problem. An answer with several results contains it in place of a result.
 */
export function problemOf(error: unknown): Problem {
  const { code, detail, reason } = toFailure(error)
  const { status, title } = ERRORS[code]
  return {
    status,
    code,
    title,
    ...(detail !== undefined && { detail }),
    ...(reason !== undefined && { reason }),
  }
}
