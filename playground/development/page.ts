import type { Checked } from '../../cli/check/findings.ts'
import { readInstances } from '../../src/edge/instances.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { Failure } from '../../src/errors.ts'
import { escapeHtml } from '../escape-html.ts'
import { configOf } from '../server/call.ts'
import { explanationOf } from '../server/explain.ts'

/** Text in the page's source. A test uses it to check that no deployed bundle contains the page. */
export const GENERATOR = 'signet development page'

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem}' +
  'td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}.FAIL{color:#b00020;font-weight:600}' +
  'pre{background:#eee8;padding:1rem;overflow-wrap:anywhere;white-space:pre-wrap}'

function rowsOf({ findings }: Checked): string {
  return findings
    .map(
      ({ mark, rule, text }) =>
        `<tr class="${mark}"><td>${mark}</td><th>${rule}</th><td>${escapeHtml(text)}</td></tr>`,
    )
    .join('\n')
}

function signedOf({ signed }: Checked): string {
  return signed === undefined
    ? ''
    : `<h2>The text that the token must cover</h2>\n<pre>${escapeHtml(signed)}</pre>`
}

interface Refusal {
  readonly title: string
  readonly reason: string
  readonly explanation: Checked | undefined
  /** URL of the playground view that explains the refusal. */
  readonly view: string | undefined
}

function render({ title, reason, explanation, view }: Refusal): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="${GENERATOR}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<h1>${escapeHtml(title)}</h1>
<p class="FAIL">${escapeHtml(reason)}</p>
${explanation ? `<table>\n${rowsOf(explanation)}\n</table>\n${signedOf(explanation)}` : ''}
${view === undefined ? '' : `<p><a href="${escapeHtml(view)}">Open it in the playground</a></p>`}
<p>You see this page because the Worker runs in development; others get the same status without the reason.</p>
`
}

async function explanationIfConfigured(request: Request, env: Bindings): Promise<Checked | undefined> {
  try {
    const config = configOf(request.url, { configs: await readInstances(env) })
    return await explanationOf(request.url, { request, env, config })
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Returns the URL of the playground view that explains a refusal. Returns `undefined` if the server
 * has no playground.
 */
function viewOf({ url }: Request, env: Bindings, path: string): string | undefined {
  const port = env['PLAYGROUND_PORT']
  return typeof port === 'string'
    ? `http://127.0.0.1:${port}${path}#why=${encodeURIComponent(url)}`
    : undefined
}

/**
 * Replaces a refusal with a page that shows its reason, if a browser opens the URL in development.
 * All other answers are returned unchanged, also answers from the Worker's other routes.
 *
 * @param path path to the playground's page
 */
export async function explained(
  response: Response,
  request: Request,
  env: Bindings,
  path = '/',
): Promise<Response> {
  const reason = response.headers.get('signet-reason')
  const opened = request.headers.get('accept')?.includes('text/html') === true
  if (
    response.status < 400 ||
    response.body === null ||
    !opened ||
    request.method !== 'GET' ||
    env['ENVIRONMENT'] !== 'development' ||
    reason === null
  )
    return response
  const problem: { title?: string } = await response.json()
  const title = `${response.status}: ${problem.title}`
  const headers = new Headers(response.headers)
  headers.set('content-type', 'text/html;charset=utf-8')
  headers.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  headers.delete('content-length')
  const explanation = await explanationIfConfigured(request, env)
  const page = render({ title, reason, explanation, view: viewOf(request, env, path) })
  return new Response(page, { status: response.status, headers })
}
