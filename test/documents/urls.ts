import { Failure } from '../../src/errors.ts'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'

/** Worker hosts in the pages' URLs. */
const OURS = /^(?:https:\/\/(?:img|images|cdn)\.example\.(?:com|org)|http:\/\/127\.0\.0\.1:8787)?(?=\/)/

/** Placeholder that is a valid token for every scheme. */
const TOKEN = 'A'.repeat(43)

const METHOD = /^(?:GET|HEAD|PUT|POST|PURGE|OPTIONS) (\/\S*)(?: HTTP\/[\d.]+)?$/
const OTHER = /^(?:HTTP\/[\d.]+ \d{3}.*|[\w-]+: .*|)$/i

/**
 * Returns the reason why the Worker would refuse a page's URL even with a valid token, or
 * `undefined`.
 */
export function checkUrl(url: string): string | undefined {
  const absolute = url.startsWith('/') ? `https://img.example.com${url}` : url
  if (absolute.endsWith('/health')) return undefined
  try {
    const wire = parseWire(absolute.replace('token=…', `token=${TOKEN}`))
    parseIntent(wire)
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}

/** Returns the faults in lines of HTTP: URLs, requests and headers. */
export function checkHttp(text: string): { offset: number; what: string }[] {
  return text.split('\n').flatMap((line, offset) => {
    const url = METHOD.exec(line)?.[1] ?? (/^(?:https?:\/)?\//.test(line) ? line : undefined)
    if (url === undefined)
      return OTHER.test(line) ? [] : [{ offset, what: `this is no URL, no request and no header: ${line}` }]
    const what = OURS.test(url) ? checkUrl(url.split(/\s/)[0] ?? '') : undefined
    return what === undefined ? [] : [{ offset, what: `the Worker would refuse this URL: ${what}` }]
  })
}
