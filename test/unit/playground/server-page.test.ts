import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { pageResponse } from '../../../playground/server/page.ts'

const SCRIPT = "const a = '<\\/script><style>'\nalert(a)"
const STYLE = 'body{color:red}'
const PAGE = `<!doctype html><style>${STYLE}</style><body></body><script type="module">${SCRIPT}</script>\n`

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

test("the page's policy allows only its own script and style", async () => {
  const response = await pageResponse(PAGE, 'GET')
  expect(await response.text()).toBe(PAGE)
  expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${sha256(SCRIPT)}`,
    `style-src ${sha256(STYLE)}`,
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html;charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
})

test('another page has its own policy, and HEAD has no body', async () => {
  const response = await pageResponse(PAGE.replace('red', 'blue'), 'HEAD')
  expect(await response.text()).toBe('')
  expect(response.headers.get('content-security-policy')).toContain(sha256('body{color:blue}'))
})
