import { type Explanation, explain } from '../../src/cli/explain.ts'
import { configure } from '../../src/config.ts'
import { Failure } from '../../src/errors.ts'
import type { Bindings } from '../../src/source/kind.ts'

/** Names the page in its source; a deployed bundle must not have it. */
export const GENERATOR = 'signet development page'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const toHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem}' +
  'td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}.FAIL{color:#b00020;font-weight:600}' +
  'pre{background:#eee8;padding:1rem;overflow-wrap:anywhere;white-space:pre-wrap}'

function rowsOf({ findings }: Explanation): string {
  return findings
    .map(
      ({ mark, rule, text }) =>
        `<tr class="${mark}"><td>${mark}</td><th>${rule}</th><td>${toHtml(text)}</td></tr>`,
    )
    .join('\n')
}

function signedOf({ signed }: Explanation): string {
  return signed === undefined
    ? ''
    : `<h2>The text that the token must cover</h2>\n<pre>${toHtml(signed)}</pre>`
}

function render(title: string, reason: string, explanation: Explanation | undefined): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="${GENERATOR}">
<title>${toHtml(title)}</title>
<style>${STYLE}</style>
<h1>${toHtml(title)}</h1>
<p class="FAIL">${toHtml(reason)}</p>
${explanation ? `<table>\n${rowsOf(explanation)}\n</table>\n${signedOf(explanation)}` : ''}
<p>You see this page because the Worker runs in development; others get the same status without the reason.</p>
`
}

async function explanationOf(request: Request, env: Bindings): Promise<Explanation | undefined> {
  try {
    const config = await configure(env)
    return await explain(request.url, {
      now: Math.floor(Date.now() / 1000),
      address: request.headers.get('cf-connecting-ip') ?? undefined,
      loaded: { config, env },
      openKeyring: async () => config.keyring,
    })
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Replaces a refusal by a page with its reason where a browser opens the URL in development; any other answer stays as it
 * is.
 */
export async function explained(response: Response, request: Request, env: Bindings): Promise<Response> {
  const opened = request.headers.get('accept')?.includes('text/html') === true
  if (
    response.status < 400 ||
    response.body === null ||
    !opened ||
    request.method !== 'GET' ||
    env['ENVIRONMENT'] !== 'development'
  )
    return response
  const problem: { title?: string } = await response.json()
  const title = `${response.status}: ${problem.title}`
  const reason = response.headers.get('signet-reason') ?? ''
  const headers = new Headers(response.headers)
  headers.set('content-type', 'text/html;charset=utf-8')
  headers.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  headers.delete('content-length')
  return new Response(render(title, reason, await explanationOf(request, env)), {
    status: response.status,
    headers,
  })
}
