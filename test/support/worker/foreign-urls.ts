import { createHmac } from 'node:crypto'
import { signImgix } from '../../../src/signing/auth/imgix.ts'

/** Other services' secrets, as Worker variables. */
export const FOREIGN_SECRETS = {
  IMGPROXY_KEY: '000102030405060708090a0b0c0d0e0f1011121314151617',
  IMGPROXY_SALT: 'f0f1f2f3f4f5f6f7',
  IMGIX_TOKEN: 'FOO123barBAZ456qux',
  THUMBOR_KEY: 'a key of thumbor for tests',
}

const hex = (text: string) => Buffer.from(text, 'hex')

/**
 * Makes an imgproxy URL below a prefix.
 * @param options imgproxy's options with a trailing slash
 */
export function imgproxyUrl(prefix: string, options: string, source: string, extension = ''): string {
  const { IMGPROXY_KEY, IMGPROXY_SALT } = FOREIGN_SECRETS
  const path = `/${options}${Buffer.from(source).toString('base64url')}${extension}`
  const mac = createHmac('sha256', hex(IMGPROXY_KEY)).update(hex(IMGPROXY_SALT)).update(path)
  return `${prefix}${mac.digest('base64url')}${path}`
}

/** Makes a thumbor URL below a prefix. */
export function thumborUrl(prefix: string, path: string): string {
  const mac = createHmac('sha1', FOREIGN_SECRETS.THUMBOR_KEY).update(path).digest('base64')
  return `${prefix}${mac.replaceAll('+', '-').replaceAll('/', '_')}/${path}`
}

/** Makes an imgix URL. */
export function imgixUrl(path: string, query: string): string {
  return `${path}?${query && `${query}&`}s=${signImgix(FOREIGN_SECRETS.IMGIX_TOKEN, path, query)}`
}
