import { Failure } from '../../errors.ts'
import { importKey, signHmac, verifyHmac } from '../../signing/auth/hmac.ts'
import { ALWAYS } from './response.ts'

/**
 * Expected token of a test URL. The token was computed by other software, so an error in this
 * signing code gives another token.
 */
const KNOWN = {
  key: Uint8Array.from({ length: 32 }, (_, index) => index),
  path: '/known/answer.jpg',
  query: 'width=400',
  token: 'UR2pa4hy-4SVPYfX2AX18jVyyzOB4Ywkg2gbmkdYcSE',
}

/**
 * Checks that signing and verifying a test URL give the expected token. Does not check the
 * configuration of the deployment.
 * @throws Failure internal
 */
export async function health(): Promise<Response> {
  const { path, query, token } = KNOWN
  const key = await importKey('known', KNOWN.key)
  const signs = (await signHmac(key, path, query)) === token
  const verifies = await verifyHmac([key], { path, query, token, kid: undefined })
  if (!signs || !verifies) throw new Failure('internal', undefined, 'the signature check gave a wrong answer')
  return new Response('ok\n', {
    headers: { ...ALWAYS, 'content-type': 'text/plain', 'cache-control': 'no-store' },
  })
}
