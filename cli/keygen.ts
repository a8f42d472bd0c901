import { encodeBase64url } from '../src/signing/auth/base64url.ts'
import { MIN_KEY_BYTES } from '../src/signing/auth/keys.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { command, refuse } from './command.ts'

const SPEC = {
  name: 'keygen',
  does: 'Prints a new key: an entry for SIGNING_KEYS.',
  flags: { id: { value: 'ID', about: 'name of the key in the parameter kid; default: k and the date' } },
} as const

/** Prints a new entry for `SIGNING_KEYS`. */
export const keygen = command(SPEC, async ({ flags }, io) => {
  const today = new Date(io.now() * 1000).toISOString().slice(0, 10).replaceAll('-', '')
  const id = OPTIONS.kid.parse(flags.id ?? `k${today}`)
  if (id === undefined) return refuse(`--id must be ${OPTIONS.kid.expects}, got ${flags.id}`)
  io.out(`${id}:${encodeBase64url(crypto.getRandomValues(new Uint8Array(MIN_KEY_BYTES)))}`)
  return 0
})
