import { appended, type Refusal, type RequestCase } from '../../support/worker/request-cases.ts'

const A = '/origin/a.jpg'
const CACHED = `${A}?width=20`
const WIDTHS = `${CACHED}&widths=10,20,40`
const KIDS = [
  'other',
  'Test',
  'test2',
  'tes',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '0',
  '%20',
  '~',
  '',
]
const CLOSE = 'Range: bytes=0-0'
const KNOWN = 'If-None-Match: *'

const changed = (change: (target: string) => string, signed = CACHED): RequestCase => ({ signed, change })
const swapped = (from: string, to: string, signed = CACHED) =>
  changed((target) => target.replace(from, to), signed)
const token = (text: string): RequestCase => ({ target: `${CACHED}&token=${text}` })

/** Sets a token's spare bits: 43 characters have 258 bits, and the last two must be zero. */
function withSpareBits(target: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return target.slice(0, -1) + alphabet[alphabet.indexOf(target.at(-1) ?? '') + 1]
}

const forged = (at: number): RequestCase =>
  changed((target) => {
    const start = target.indexOf('token=') + 'token='.length + at
    return target.slice(0, start) + (target[start] === 'A' ? 'E' : 'A') + target.slice(start + 1)
  })
const FORGED = forged(20)

const upper = (target: string) =>
  target.replace(/token=.*/, (found) => found.toUpperCase()).replace('TOKEN', 'token')

/** URLs that no key has signed. Each differs from a valid URL by one step. All get the same 403. */
export const tokens: readonly Refusal[] = [
  {
    title: 'a malformed token',
    code: 'forbidden',
    attempts: {
      'no token': { target: CACHED },
      'neither token nor parameter': { target: A },
      'an empty token': token(''),
      zeros: token('A'.repeat(43)),
      'without its last character': changed((target) => target.slice(0, -1)),
      'with one character more': changed(appended('A')),
      'with one more in front': swapped('token=', 'token=A'),
      'written twice': changed((target) => target + target.slice(-43)),
      'of the length of KeyCDN’s': changed((target) => target.slice(0, -21)),
      'with padding': changed(appended('=')),
      'with encoded padding': changed(appended('%3D')),
      'in the other base64 alphabet': changed((target) => target.slice(0, -1).concat('+')),
      'with a slash': changed((target) => target.slice(0, -1).concat('/')),
      'with a blank': changed(appended('%20')),
      'in hex': token('0123456789abcdef'.repeat(4)),
      'in upper case': changed(upper),
      'with spare bits set': changed(withSpareBits),
      'under a name in other letters': swapped('token', 'Token'),
      'under a name of another alphabet': swapped('token', 't%D0%BEken'),
    },
  },
  {
    title: 'a token with another character',
    code: 'forbidden',
    attempts: Object.fromEntries(Array.from({ length: 43 }, (_, at) => [`at ${at}`, forged(at)])),
  },
  {
    title: 'a URL that was changed after it was signed',
    code: 'forbidden',
    attempts: {
      'another value': swapped('width=20', 'width=21'),
      'a parameter more': swapped('&token', '&flip=1&token'),
      'a parameter more in front': swapped('?', '?flip=1&'),
      'the only parameter gone': swapped('width=20&', ''),
      'one of two parameters gone': swapped('&height=9', '', `${CACHED}&height=9`),
      'another order': swapped('width=20&height=9', 'height=9&width=20', `${CACHED}&height=9`),
      'a value encoded': swapped('1,2,3', '1%2C2%2C3', `${CACHED}&bg=1,2,3`),
      'a value decoded': swapped('1%2C2%2C3', '1,2,3', `${CACHED}&bg=1%2C2%2C3`),
      'another name': swapped('width', 'height'),
      'a parameter to an original': swapped('?', '?width=20&', A),
      'a parameter moved behind the token': changed(
        (target) => target.replace(/flip=1&(.*)/, '$1&flip=1'),
        `${CACHED}&flip=1`,
      ),
      'a token moved to the front': changed((target) => target.replace(/\?(.*)&(token=.*)/, '?$2&$1')),
      'another image': swapped('a.jpg', 'b.jpg'),
      'the path in other letters': swapped('a.jpg', 'A.jpg'),
      'another zone': swapped('/origin/', '/shop/'),
      'a slash after the path': swapped('.jpg', '.jpg/'),
      'a segment more': swapped('a.jpg', 'a.jpg/b.jpg'),
      'path and query in one': swapped('?width=20&', 'width=20?'),
      'a claim gone': swapped('&expire=4000000000', '', `${CACHED}&expire=4000000000`),
      'a claim later': swapped('4000000000', '4000000001', `${CACHED}&expire=4000000000`),
      'a wider network': swapped('/32', '/0', `${CACHED}&ip=203.0.113.7/32`),
    },
  },
  {
    title: 'an unsigned parameter that no signed list allows',
    code: 'forbidden',
    attempts: {
      'a width without a list': changed(appended('&w=20')),
      'a width that is not in the list': changed(appended('&w=30'), WIDTHS),
      'no width': changed(appended('&w='), WIDTHS),
      'all widths': changed(appended('&w=10,20,40'), WIDTHS),
      'a width in another spelling': changed(appended('&w=020'), WIDTHS),
      'a width of a list that is not signed': changed(appended('&widths=30&w=30')),
      'another list': changed(appended('&widths=30'), CACHED),
      'a list before the token, not signed': changed(
        (target) => `${target.replace('&token', '&widths=30&token')}&w=30`,
      ),
      'a ratio without a list': changed(appended('&dpr=2'), WIDTHS),
      'a ratio that is not in the list': changed(appended('&dpr=3'), `${CACHED}&dprs=1,2`),
      'a ratio in another spelling': changed(appended('&dpr=2.0'), `${CACHED}&dprs=1,2`),
      'a granted width, and something else': changed(appended('&w=20&flip=1'), WIDTHS),
      'an operation': changed(appended('&flip=1'), WIDTHS),
      'a claim': changed(appended('&expire=4000000000')),
      'a key': changed(appended('&kid=test')),
      'an unknown name': changed(appended('&utm_source=x')),
      'a name of every object': changed(appended('&constructor=1'), WIDTHS),
      'the name of the prototype': changed(appended('&__proto__=w'), WIDTHS),
    },
  },
  {
    title: 'an unknown key',
    code: 'forbidden',
    attempts: Object.fromEntries(KIDS.map((kid) => [`kid=${kid}`, { signed: `${CACHED}&kid=${kid}` }])),
  },
  {
    title: 'a forged token in a cheap request, while the image is cached',
    code: 'forbidden',
    attempts: {
      HEAD: { ...FORGED, method: 'HEAD' },
      Range: { ...FORGED, headers: [CLOSE] },
      'Range past the end': { ...FORGED, headers: ['Range: bytes=999999-'] },
      'If-None-Match': { ...FORGED, headers: [KNOWN] },
      'HEAD, Range and If-None-Match': { ...FORGED, method: 'HEAD', headers: [CLOSE, KNOWN] },
      'If-Modified-Since': { ...FORGED, headers: ['If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'] },
      'Cache-Control: only-if-cached': { ...FORGED, headers: ['Cache-Control: only-if-cached'] },
      'an override of the method': { ...FORGED, headers: ['X-HTTP-Method-Override: OPTIONS'] },
      'an override of the URL': {
        ...FORGED,
        headers: ['X-Original-URL: /health', 'X-Rewrite-URL: /health', 'X-Forwarded-Host: shop.example'],
      },
      'a token in a header': { target: CACHED, headers: ['Authorization: Bearer x', 'Cookie: token=x'] },
      'a body': { ...FORGED, headers: ['Content-Length: 0'] },
    },
  },
]
