import { parseArgs } from 'node:util'
import { encodeBase64url } from '../auth/base64url.ts'
import { MIN_KEY } from '../auth/keys.ts'
import { OPTIONS } from '../url/options.ts'
import { command, refuse } from './command.ts'

/** Prints a new entry for `SIGNING_KEYS`. */
export const keygen = command('keygen [--id ID]', async (args, io) => {
  const { values } = parseArgs({ args: [...args], options: { id: { type: 'string' } } })
  const today = new Date(io.now() * 1000).toISOString().slice(0, 10).replaceAll('-', '')
  const id = OPTIONS.kid.parse(values.id ?? `k${today}`)
  if (id === undefined) return refuse(`--id must be ${OPTIONS.kid.expects}, got ${values.id}`)
  io.out(`${id}:${encodeBase64url(crypto.getRandomValues(new Uint8Array(MIN_KEY)))}`)
  return 0
})
