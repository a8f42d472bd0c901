/**
 * Directives in the content security policy, and the elements that they allow. The page's script
 * and style are inline. The policy allows only them, by their hashes.
 */
const PARTS = { 'script-src': 'script', 'style-src': 'style' } as const

async function hashOf(page: string, tag: string): Promise<string> {
  const [, text = ''] = new RegExp(`<${tag}\\b[^>]*>(.*?)</${tag}>`, 's').exec(page) ?? []
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}

async function policyOf(page: string): Promise<string> {
  const parts = Object.entries(PARTS).map(async ([name, tag]) => `${name} ${await hashOf(page, tag)}`)
  return [
    "default-src 'none'",
    ...(await Promise.all(parts)),
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const policies = new Map<string, string>()

/** Returns the page with a content security policy that allows only its own script and style. */
export async function pageResponse(page: string, method: string): Promise<Response> {
  const policy = policies.get(page) ?? (await policyOf(page))
  policies.set(page, policy)
  const headers = {
    'content-type': 'text/html;charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
  return new Response(method === 'HEAD' ? null : page, { headers })
}
