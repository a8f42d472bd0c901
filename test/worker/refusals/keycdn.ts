import { signKeycdnAccess } from '../../../src/signing/auth/keycdn-access.ts'
import { signKeycdnImage } from '../../../src/signing/auth/keycdn-image.ts'
import { appended, type Refusal, type RequestCase } from '../../support/worker/request-cases.ts'
import type { Signature } from '../../support/worker/worker.ts'

export const SECRET = 'a secret of KeyCDN'
const LATER = 4_000_000_000
const PAST = Math.floor(Date.now() / 1000) - 1

/** Zones that accept KeyCDN's tokens: for images, for access, and for both. */
export const [IMAGE, ACCESS, BOTH] = ['/image/', '/access/', '/both/'] as const

const byImage: Signature = (path, query) => signKeycdnImage(SECRET, path, query)

/** Returns a request in KeyCDN's image scheme. */
export const image = (signed: string, change?: RequestCase['change']): RequestCase => ({
  signed,
  by: byImage,
  ...(change && { change }),
})

/** Returns a request in KeyCDN's access scheme, with `expire` after the token. */
export const access = (
  path: string,
  expire: number | string,
  change = (target: string) => target,
): RequestCase => ({
  signed: path,
  by: () => signKeycdnAccess(SECRET, path, String(expire)),
  change: (target) => change(`${target}&expire=${expire}`),
})

const forge = (target: string) =>
  target.replace(/token=./, (found) => (found === 'token=A' ? 'token=B' : 'token=A'))

export const keycdn: readonly Refusal[] = [
  {
    title: 'a KeyCDN token that does not cover the request',
    code: 'forbidden',
    attempts: {
      'image: forged': image(`${IMAGE}a.jpg?width=20`, forge),
      'image: another value': image(`${IMAGE}a.jpg?width=20`, (target) => target.replace('20', '21')),
      'image: another image': image(`${IMAGE}a.jpg?width=20`, (target) => target.replace('a.jpg', 'b.jpg')),
      'image: something behind the token': image(`${IMAGE}a.jpg?width=20`, appended('&flip=1')),
      'image: spare bits set': image(`${IMAGE}a.jpg?width=20`, (target) => `${target.slice(0, -1)}B`),
      'image: padding': image(`${IMAGE}a.jpg?width=20`, appended('==')),
      'image: no token': { target: `${IMAGE}a.jpg?width=20` },
      'image: a native token': { signed: `${IMAGE}a.jpg?width=20` },
      'image: an access token': access(`${IMAGE}a.jpg`, LATER, (target) => target.replace(/&expire.*/, '')),
      'image: a path with =': image(`${IMAGE}a=b.jpg?width=20`),
      'image: a path that holds a query': image(`${IMAGE}a.jpgwidth=4000&format=png`),
      'image: the token of an image, its query moved into the path': image(
        `${IMAGE}a.jpg?width=4000&format=png`,
        (target) => target.replace('?', '').replace('&token', '?token'),
      ),
      'both: a path that holds a query': image(`${BOTH}a.jpgwidth=20`),
      'access: forged': access(`${ACCESS}a.jpg`, LATER, forge),
      'access: forged, and expired': access(`${ACCESS}a.jpg`, PAST, forge),
      'access: later': access(`${ACCESS}a.jpg`, PAST, (target) =>
        target.replace(String(PAST), String(LATER)),
      ),
      'access: without an expiry': access(`${ACCESS}a.jpg`, LATER, (target) =>
        target.replace(/&expire.*/, ''),
      ),
      'access: expiry first': access(`${ACCESS}a.jpg`, LATER, (target) =>
        target.replace(/(token.*)&(.*)/, '$2&$1'),
      ),
      'access: a parameter behind it': access(`${ACCESS}a.jpg`, LATER, appended('&width=20')),
      'access: a parameter before it': access(`${ACCESS}a.jpg`, LATER, (target) =>
        target.replace('?', '?width=20&'),
      ),
      'access: an image token': image(`${ACCESS}a.jpg`),
      'access: a native token': { signed: `${ACCESS}a.jpg` },
      'native zone: an image token': image('/origin/a.jpg?width=20'),
      'native zone: an access token': access('/origin/a.jpg', LATER),
      'both: an access token runs no operation': access(`${BOTH}a.jpg`, LATER, appended('&width=20')),
    },
  },
  {
    title: 'an expired access token',
    code: 'expired',
    attempts: { 'by a second': access(`${ACCESS}a.jpg`, PAST), both: access(`${BOTH}a.jpg`, 0) },
  },
  {
    title: 'a claim that a KeyCDN token cannot cover',
    code: 'bad-parameter',
    attempts: {
      ...Object.fromEntries(
        [`expire=${LATER}`, `start=${PAST}`, 'ip=203.0.113.7', 'kid=test', 'widths=10', 'dprs=1'].map(
          (claim) => [`image: ${claim}`, image(`${IMAGE}a.jpg?width=20&${claim}`)],
        ),
      ),
      'image: expire behind the token': image(`${IMAGE}a.jpg?width=20`, appended(`&expire=${LATER}`)),
      'access: no number': access(`${ACCESS}a.jpg`, 'never'),
      'access: a leading zero': access(`${ACCESS}a.jpg`, `0${LATER}`),
      // MD5(path + '' + secret) equals MD5(path + secret + '').
      'both: an image token with an empty expiry': image(`${BOTH}a.jpg`, appended('&expire=')),
    },
  },
]
